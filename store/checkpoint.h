// store/checkpoint.h - The file that makes the tables durable from time to time.
//
// Bytes on disk, and why this holds: docs/format/tables.md.
//
// Thread-confined.
#pragma once

#include <filesystem>
#include <memory>

#include "store/file_system.h"
#include "store/tables.h"

namespace kho::store {

inline constexpr std::string_view kCheckpointFile = "checkpoint";

class CheckpointFile {
 public:
  // `tables` is the directory of the tables.
  CheckpointFile(FileSystem& file_system, std::filesystem::path tables);

  // Makes an empty one; the first write() follows. Durable with its directory.
  void create();
  // Puts the roots of the last checkpoint back into the tables' file, which nobody has open.
  // Throws kCorrupt where there is none.
  void restore();

  // Goes on counting where the file is; for tables that are open already.
  std::string restore_number();  // The slot that says so.

  // In two steps, so that commits go on while the disk works: keep the roots while no write
  // transaction runs and `reader`, of the newest commit, is open...
  struct Pending {
    std::unique_ptr<Snapshot> reader;
    Bytes roots;
    std::uint64_t applied = 0;
    std::uint64_t used_bytes = 0;  // Of the tables' file.
  };
  [[nodiscard]] Pending begin(std::unique_ptr<Snapshot> reader, std::uint64_t applied,
                              std::uint64_t used_bytes) const;
  // ...then make them durable. Returns the reader: while it is open, the pages that the durable
  // roots name are not written over. The one before may go.
  [[nodiscard]] std::unique_ptr<Snapshot> finish(Pending pending);

  // Of the last durable checkpoint.
  [[nodiscard]] std::uint64_t applied() const { return applied_; }

 private:
  // The newest valid slot. Throws kCorrupt where there is none.
  [[nodiscard]] std::string newest_slot() const;

  FileSystem& file_system_;
  const std::filesystem::path tables_;
  std::uint64_t number_ = 0;
  std::uint64_t applied_ = 0;
};

}  // namespace kho::store

// store/segment.h - The segment files: where the bytes of chunks lie.
//
// Bytes on disk: docs/format/segment.md. Segments know chunks and offsets; which chunk lies where,
// and how far a segment is valid (its tail), is kept in the tables by the store.
//
//   open(tails) ──> append* ──> sync ──> (tables commit the new tail) ──> append* ...
//                     │
//                     └── rewind(mark): the appended records are forgotten and written over
//
// Thread safety: read() is thread-safe and may run beside the one thread that appends.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "store/codec.h"
#include "store/file_system.h"
#include "store/sha256.h"

namespace kho::store {

inline constexpr std::uint64_t kSegmentBytesMax = 256ULL << 20;
inline constexpr std::uint64_t kSuperblockBytes = 4096;
inline constexpr std::uint64_t kRecordOverheadBytes = 64 + 8;
// A chunk that is stored raw fits into one segment.
inline constexpr std::uint64_t kChunkBytesMax =
    kSegmentBytesMax - kSuperblockBytes - kRecordOverheadBytes - 8;

struct Location {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;  // Of the record in the segment.
  std::uint64_t raw_length = 0;
  std::uint64_t stored_length = 0;  // Of the payload.
};

struct Tail {
  std::uint64_t segment = 0;
  std::uint64_t generation = 0;
  std::uint64_t offset = kSuperblockBytes;
};

class Segments {
 public:
  // `directory` exists. `active` is the committed tail of the newest segment, or none yet.
  Segments(FileSystem& file_system, std::filesystem::path directory, std::optional<Tail> active);

  // Appends a record; not durable before sync(). `payload` is `raw_length` bytes packed by
  // `codec`. Throws kTooLarge, kNoSpace.
  Location append(const Sha256& chunk, Codec codec, ByteView payload, std::uint64_t raw_length);
  // Where the next record goes; none while no segment was ever made.
  [[nodiscard]] std::optional<Tail> tail() const { return active_; }
  // Forgets everything that was appended since `mark` was the tail.
  void rewind(std::optional<Tail> mark);
  // The tails of the segments appended to since the last sync(), by segment id.
  [[nodiscard]] const std::map<std::uint64_t, Tail>& unsynced() const { return unsynced_; }
  // Everything appended is durable on return. After a throw the outcome is unknown.
  void sync();

  // The chunk's raw bytes. Throws kCorrupt where the record fails its check or is not `chunk`.
  [[nodiscard]] Bytes read(const Sha256& chunk, const Location& location) const;

 private:
  std::shared_ptr<File> file(std::uint64_t segment) const;
  void start_segment();

  FileSystem& file_system_;
  const std::filesystem::path directory_;
  std::optional<Tail> active_;
  std::map<std::uint64_t, Tail> unsynced_;

  mutable std::mutex files_mutex_;
  // Protected by files_mutex_. One descriptor a segment stays open: 40,000 for 10 TB.
  mutable std::map<std::uint64_t, std::shared_ptr<File>> files_;
};

}  // namespace kho::store

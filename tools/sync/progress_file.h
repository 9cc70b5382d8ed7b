// tools/sync/progress_file.h - How far a partner was told, and what could not be told.
//
// Two files beside each other: FILE holds the position up to which everything was acknowledged or
// put aside; FILE.dead holds what was put aside, one JSON object a line, with ids and reasons but
// nothing of what was sent. Both are written whole under a temporary name, made durable and then
// renamed. One process at a time: FILE.lock.
//
// Thread-confined. Errors: CommandError sync_running, sync_state_invalid; std::system_error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ingest/descriptor.h"

namespace kho::tools {

struct DeadLetter {
  std::string dossier;         // Id.
  std::uint64_t position = 0;  // Of the first event that was not told.
  std::string reason;
  std::int64_t at_ms = 0;
};

class ProgressFile {
 public:
  explicit ProgressFile(std::filesystem::path file);

  [[nodiscard]] std::uint64_t position() const { return position_; }
  void save(std::uint64_t position);

  [[nodiscard]] const std::vector<DeadLetter>& dead_letters() const { return dead_; }
  // A dossier has one letter: a later one takes the place of an earlier.
  void put_aside(const DeadLetter& letter);
  void forget(const std::string& dossier);  // It was told after all.

 private:
  void save_dead();

  const std::filesystem::path file_;
  const ingest::Descriptor lock_;
  std::uint64_t position_ = 0;
  std::vector<DeadLetter> dead_;
};

}  // namespace kho::tools

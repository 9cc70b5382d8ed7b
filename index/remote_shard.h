// index/remote_shard.h - A sealed shard on another machine: the writer's side of it.
//
// Which documents it has is known here (its file NAME.members), so that a machine that does not
// answer holds up nothing: a removal waits, at most kRemovalsMax of them, until it can be done.
//
// Internal to index/. Thread-confined. Errors: Error.
#pragma once

#include <xapian.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "index/shard_list.h"

namespace kho::index {

class RemoteShard {
 public:
  static constexpr std::size_t kRemovalsMax = 10'000;

  // `removals` as it was given to the last commit. Throws kDamaged for a file that is none.
  RemoteShard(const std::filesystem::path& index, ShardEntry entry,
              std::vector<std::string> removals);

  // Notes that the document must go, if the shard has it. Throws kUnavailable where too many wait.
  void remove(std::string_view id);
  // Whether try_removals() would try: a machine that did not answer is not asked for a while.
  [[nodiscard]] bool is_due() const;
  // Does what waits, if it is due and the machine answers.
  void try_removals();

  [[nodiscard]] const std::string& name() const { return entry_.name; }
  [[nodiscard]] const std::vector<std::string>& removals() const { return removals_; }
  [[nodiscard]] std::uint64_t documents() const { return members_.size(); }

 private:
  const std::filesystem::path index_;
  const ShardEntry entry_;
  std::vector<std::uint64_t> members_;  // Hashes of ids, rising.
  std::vector<std::string> removals_;   // Ids that wait.
  std::chrono::steady_clock::time_point try_again_at_{};
};

// Writes down which documents `shard` has, for a RemoteShard of that name. Durable on return.
void write_members(const std::filesystem::path& index, const std::string& name,
                   const Xapian::Database& shard);

}  // namespace kho::index

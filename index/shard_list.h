// index/shard_list.h - Which shards an index has: the file SHARDS in its directory.
//
// Replaced whole, so that a reader, and whoever opens the index after a crash, sees one list or the
// next. Format: docs/format/index.md. Internal to index/. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kho::index {

struct ShardEntry {
  enum class State { kLive, kSealed, kRemote };
  std::string name;  // Six digits.
  State state = State::kLive;
  std::string label;    // No blank; "-" of none. Of a live shard always.
  std::string address;  // "host:port" of a remote one.
  std::string uuid;     // Of a remote one: tells it from another that may answer at its address.
};

struct ShardList {
  std::vector<ShardEntry> shards;  // In the order of their names; exactly one is live, the last.

  [[nodiscard]] const ShardEntry& live() const { return shards.back(); }
  [[nodiscard]] std::string next_name() const;
};

// What tells one state of the file from another, without reading it.
struct ShardListStamp {
  std::uint64_t inode = 0;
  std::int64_t changed_ns = 0;
  friend bool operator==(const ShardListStamp&, const ShardListStamp&) = default;
};

// "host:port": a name or an IPv4 address, and a port from 1 to 65535.
[[nodiscard]] bool is_shard_address(const std::string& address);

// False: there is none.
[[nodiscard]] bool has_shard_list(const std::filesystem::path& directory);
// Throw Error kDamaged for a file that is none, kUnavailable where there is none or the system
// refuses.
[[nodiscard]] ShardList read_shard_list(const std::filesystem::path& directory);
[[nodiscard]] ShardListStamp stamp_of_shard_list(const std::filesystem::path& directory);
// Durable on return. Throws Error kUnavailable.
void write_shard_list(const std::filesystem::path& directory, const ShardList& list);

}  // namespace kho::index

// bench/scale/measures.h - What a generated warehouse of some size costs, one subject each.
//
// Each opens the warehouse as a server would, and throws where it does not do what it should: a
// figure of something that failed is none. Seconds, microseconds ("us") and megabytes (10^6).
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace kho::scale {

// What is in the warehouse. Papers 0.. `destroyed` - 1 of those filled in bulk are gone.
struct Extent {
  std::uint64_t filled = 0;
  std::uint64_t destroyed = 0;
  std::uint64_t deposited = 0;  // One by one besides.

  [[nodiscard]] std::uint64_t components() const { return filled - destroyed + deposited; }
};

struct Place {
  std::filesystem::path warehouse;
  std::filesystem::path backups;
  std::filesystem::path restored;  // Absent; removed again.
  bool indexed = true;             // The index is fed and asked.
};

// One deposit after the other, each durable.
[[nodiscard]] nlohmann::json deposit(const Place& place, Extent& extent, std::uint64_t count);
// What was filled in is fed to the index, and the audit tree.
[[nodiscard]] nlohmann::json follow(const Place& place);
// The opening: after a kill behind `count` deposits, and after a clean end with nothing of it in
// the system's cache.
[[nodiscard]] nlohmann::json start(const Place& place, Extent& extent, std::uint64_t count);
// Reuse, content and search, at random over all owners; and the memory of the server that answered.
[[nodiscard]] nlohmann::json ask(const Place& place, const Extent& extent, std::uint64_t rounds);
// What an administrator asks for and what is counted by going through everything.
[[nodiscard]] nlohmann::json overview(const Place& place, const Extent& extent);
// Destroys `count` of the oldest papers; then their segments are compacted, `bytes_max` at most.
[[nodiscard]] nlohmann::json destroy_and_compact(const Place& place, Extent& extent,
                                                 std::uint64_t count, std::uint64_t bytes_max);
[[nodiscard]] nlohmann::json check(const Place& place, const Extent& extent, bool read_data);
// A first backup to an empty folder, a second behind `count` more papers, and a restored copy that
// has the same.
[[nodiscard]] nlohmann::json back_up(const Place& place, Extent& extent, std::uint64_t count);

}  // namespace kho::scale

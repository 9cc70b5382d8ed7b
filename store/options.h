// store/options.h - What a store may be told: sizes, and where time and chance come from.
#pragma once

#include <cstdint>
#include <functional>

namespace kho::store {

[[nodiscard]] std::int64_t system_seconds();  // Since 1970.
[[nodiscard]] std::uint64_t system_random();  // From the kernel.

// The defaults are for a warehouse; tests take small ones, so that much happens soon.
struct Options {
  std::uint64_t segment_bytes = 256ULL << 20;     // 64 KiB..256 MiB
  std::uint64_t zero_ahead_bytes = 8ULL << 20;    // Kept zeroed behind the tail; 0: none.
  std::uint64_t reserve_bytes = 8ULL << 20;       // Kept for deleting on a full disk.
  std::uint64_t tables_ahead_bytes = 4ULL << 20;  // Free space inside the tables' file.
  std::uint64_t checkpoint_bytes = 64ULL << 20;   // Of segments, from one to the next...
  std::uint64_t checkpoint_commits = 4096;        // ...or so many commits...
  // ...or so much rewritten of the tables, or a quarter of them, up to eight times this: pages of
  // the last checkpoint are not used again before the next.
  std::uint64_t checkpoint_table_bytes = 2ULL << 20;
  std::uint64_t page_cache_bytes = 64ULL << 20;  // Of chunks that are dear to decode.
  std::uint32_t free_segments_kept = 1;          // To be used again; more are removed.
  // Checkpoints and zeros ahead in a thread of their own; otherwise checkpoints happen inside
  // commits and zeros not at all.
  bool background = true;
  std::function<std::int64_t()> now = system_seconds;
  std::function<std::uint64_t()> random = system_random;
};

}  // namespace kho::store

// store/compaction.h - Gives back the space of dead records, and ripens: stores cold chunks harder.
//
// Takes segments one by one: copies what is alive to another segment, perhaps with a better codec,
// makes the copies durable, lets the tables name them instead, and retires the segment; after the
// next checkpoint its file is used again or removed. Runs beside readers and writers, can be
// stopped at any moment, and goes on where it was the next time, since what was moved is moved. The
// rules that make this safe: docs/format/segment.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "store/store.h"

namespace kho::store {

struct CompactionPolicy {
  // A sealed segment is taken if at least this share of its records is dead, 0..1.
  double dead_share = 0.2;
  // Also what was never ripened is taken, if it was sealed so long ago, and is stored harder.
  bool ripen = false;
  // Also with codecs that take long to read back: a second for three pages (Depth::kSmallest).
  bool deep = false;
  std::int64_t ripe_after_seconds = 0;
  // The active segment, too: it is sealed first.
  bool include_active = true;
  std::uint64_t bytes_per_second = 0;  // Of live records read; 0: no limit.
  std::uint64_t bytes_max = 0;         // Of live records read; 0: no limit.
  std::chrono::seconds time_max{0};    // 0: no limit.
  bool dry_run = false;                // Says what it would take.
};

struct CompactionReport {
  std::uint64_t segments_chosen = 0;
  std::uint64_t segments_retired = 0;
  std::uint64_t bytes_read = 0;     // Live records.
  std::uint64_t bytes_written = 0;  // Records.
  std::uint64_t dead_bytes = 0;     // Of the chosen segments, before.
  std::uint64_t chunks_moved = 0;
  std::uint64_t chunks_ripened = 0;  // With a better codec than before.
  std::uint64_t file_bytes_before = 0;
  std::uint64_t file_bytes_after = 0;
  bool stopped = false;               // Before everything chosen was done.
  std::vector<std::string> failures;  // Damaged records: their segments were left as they are.
};

// `progress` hears of live bytes done and to do, five times a second at most. Throws kReadOnly,
// kNoSpace (what was done stays done); one compaction of a store at a time: kBusy.
CompactionReport compact(Store& store, const CompactionPolicy& policy, std::stop_token stop = {},
                         const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace kho::store

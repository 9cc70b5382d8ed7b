// store/statistics.h - What a store holds and what that takes. Immutable values and functions.
#pragma once

#include <cstdint>
#include <map>

#include "store/core.h"

namespace kho::store {

struct ChunkTotals {
  std::uint64_t chunks = 0;
  std::uint64_t raw_bytes = 0;
  std::uint64_t stored_bytes = 0;  // Payloads.
};

struct Statistics {
  std::uint64_t blobs = 0;
  std::uint64_t logical_bytes = 0;  // Counting each blob as often as it is referenced.
  std::uint64_t unique_bytes = 0;   // Counting each blob once.
  std::uint64_t stored_bytes = 0;   // Payloads of chunks that something names.
  std::uint64_t holds = 0;
  ChunkTotals chunks;
  std::map<Media, ChunkTotals> by_media;
  std::map<Codec, ChunkTotals> by_codec;

  std::uint64_t segments = 0;       // That hold records.
  std::uint64_t free_segments = 0;  // To be used again.
  std::uint64_t record_bytes = 0;   // Whole records, dead ones included.
  std::uint64_t live_bytes = 0;     // Whole records that something names.
  std::uint64_t unripe_bytes = 0;   // Of them, in segments that ripening has not seen.
  std::uint64_t table_bytes = 0;    // Used in the tables' file.
  std::uint64_t commits = 0;

  // What compaction could give back.
  [[nodiscard]] std::uint64_t dead_bytes() const { return record_bytes - live_bytes; }
};

// Walks the tables: linear in the number of blobs and chunks. Throws kCorrupt.
[[nodiscard]] Statistics statistics_of(const Core& core);

}  // namespace kho::store

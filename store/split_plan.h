// store/split_plan.h - How a file is cut into chunks. Immutable values.
#pragma once

#include <cstdint>
#include <vector>

#include "store/media.h"

namespace kho::store {

// A stretch of the file: `length` bytes, 1 or more, from `offset`.
struct Slice {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  friend bool operator==(const Slice&, const Slice&) = default;
};

// A chunk's bytes are its slices one after another; slices ascend and do not touch.
struct PlannedChunk {
  MediaHint hint;
  std::vector<Slice> slices;

  friend bool operator==(const PlannedChunk&, const PlannedChunk&) = default;
};

// Chunks in the order of their first slices; all slices together cover the file, or what of it was
// asked for, exactly once.
struct SplitPlan {
  std::vector<PlannedChunk> chunks;

  friend bool operator==(const SplitPlan&, const SplitPlan&) = default;
};

}  // namespace kho::store

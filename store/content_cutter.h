// store/content_cutter.h - Planned chunks cut by content (store/fast_cdc.h). Immutable functions.
#pragma once

#include <span>
#include <vector>

#include "store/bytes.h"
#include "store/fast_cdc.h"
#include "store/split_plan.h"

namespace kho::store {

// Of files that are not cut by their structure, and of single large streams.
inline constexpr CdcSizes kFileCdc{16 << 10, 64 << 10, 256 << 10};
// Of skeletons: larger, because their small pieces compress better together.
inline constexpr CdcSizes kSkeletonCdc{64 << 10, 256 << 10, 1 << 20};

// Appends chunks that are together `slices`, which ascend, taken as one string of bytes. All three
// sizes are doubled while the file is longer than 16,384 times the minimum, until the maximum is
// kPlannedChunkBytesMax: the number of chunks is bounded so.
void cut_by_content(ByteView file, std::span<const Slice> slices, CdcSizes sizes, MediaHint hint,
                    std::vector<PlannedChunk>& chunks);

}  // namespace kho::store

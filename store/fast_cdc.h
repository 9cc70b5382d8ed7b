// store/fast_cdc.h - FastCDC: boundaries that move with the content.
//
// Xia et al., "FastCDC: a Fast and Efficient Content-Defined Chunking Approach for Data
// Deduplication", USENIX ATC 2016: a Gear hash, the minimum skipped, and normalised chunking of
// level 2 (a stricter mask before the average, a looser one behind it). Table, masks and worked
// boundaries: docs/format/splitting.md. Immutable functions.
#pragma once

#include <array>
#include <cstdint>

#include "store/bytes.h"

namespace kho::store {

// Bytes. 64 <= minimum < average < maximum; the average is a power of two from 2^8 to 2^40.
struct CdcSizes {
  std::uint64_t minimum = 0;
  std::uint64_t average = 0;
  std::uint64_t maximum = 0;
};

// The length of the first chunk of `bytes`: at least the minimum and at most the maximum, or less
// where `bytes` end. Reads no byte behind the maximum, so that a window of so many is enough.
[[nodiscard]] std::size_t first_cut(ByteView bytes, const CdcSizes& sizes);

// The Gear table: 256 outputs of SplitMix64 from state 0.
[[nodiscard]] const std::array<std::uint64_t, 256>& gear_table();

}  // namespace kho::store

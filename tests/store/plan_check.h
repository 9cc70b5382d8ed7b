// tests/store/plan_check.h - What every plan must be, whatever the file.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "store/splitter.h"

namespace kho::test {

// What is wrong with a plan for bytes [from, file_bytes); empty: nothing.
inline std::string plan_fault(std::uint64_t file_bytes, std::uint64_t from,
                              const store::SplitPlan& plan) {
  std::vector<store::Slice> all;
  std::uint64_t last_begin = 0;
  for (const store::PlannedChunk& chunk : plan.chunks) {
    if (chunk.slices.empty()) return "a chunk without slices";
    if (chunk.slices.front().offset < last_begin) return "chunks are not in order";
    last_begin = chunk.slices.front().offset;
    std::uint64_t bytes = 0;
    std::uint64_t behind = 0;
    for (const store::Slice& slice : chunk.slices) {
      if (bytes > 0 && slice.offset <= behind) return "slices of a chunk touch or go back";
      bytes += slice.length;
      behind = slice.offset + slice.length;
      all.push_back(slice);
    }
    if (bytes > store::kPlannedChunkBytesMax) return "a chunk is too large";
    const bool is_fax = chunk.hint.media == store::Media::kFaxG4;
    if (!is_fax && chunk.hint.parameter != 0) return "a parameter where none belongs";
    if (is_fax && (chunk.hint.parameter & store::kFaxColumnsMax) == 0) return "a fax of no columns";
  }
  if (all.size() > store::kPlanSlicesMax) return "too many slices";
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.offset < b.offset; });
  std::uint64_t covered = std::min(from, file_bytes);
  for (const store::Slice& slice : all) {
    if (slice.length == 0) return "an empty slice";
    if (slice.offset != covered) return fmt::format("a gap or an overlap at {}", covered);
    covered += slice.length;
  }
  return covered == file_bytes ? "" : "the end is not covered";
}

// A chunk's bytes.
inline std::string bytes_of(std::string_view file, const store::PlannedChunk& chunk) {
  std::string bytes;
  for (const store::Slice& slice : chunk.slices) bytes += file.substr(slice.offset, slice.length);
  return bytes;
}

// "media/parameter offset+length offset+length" a chunk, a line each.
inline std::string describe(const store::SplitPlan& plan) {
  std::string text;
  for (const store::PlannedChunk& chunk : plan.chunks) {
    text += fmt::format("{}/{:x}", static_cast<int>(chunk.hint.media), chunk.hint.parameter);
    for (const store::Slice& slice : chunk.slices) {
      text += fmt::format(" {}+{}", slice.offset, slice.length);
    }
    text += '\n';
  }
  return text;
}

}  // namespace kho::test

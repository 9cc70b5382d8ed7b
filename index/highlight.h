// index/highlight.h - Where in a text stands what a query looked for.
//
// Pieces of the text as it was written, or as its old font was read, with the words that were
// looked for marked: what is written the same counts most, what only lacks or differs in diacritics
// less. Personal numbers are masked but for their last three digits.
//
// Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "index/query.h"

namespace kho::index {

struct FragmentPart {
  std::string text;  // UTF-8; blanks, line ends and control characters as one blank.
  bool is_hit = false;
};

struct Fragment {
  std::uint32_t page = 1;           // From 1.
  std::vector<FragmentPart> parts;  // "…" stands where the page goes on.
};

struct HighlightLimits {
  std::size_t fragments_max = 3;
  std::size_t characters_max = 200;  // Of a fragment, about.
  std::size_t bytes_max = 1 << 20;   // Of the pages; what is behind is not looked at.
};

// The best fragments of `pages` (UTF-8), the best first; none where nothing is found.
[[nodiscard]] std::vector<Fragment> highlight(const std::vector<std::string>& pages,
                                              const Sought& sought,
                                              const HighlightLimits& limits = {});

}  // namespace kho::index

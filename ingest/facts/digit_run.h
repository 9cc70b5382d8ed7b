// ingest/facts/digit_run.h - A number of a known length behind its label, however it is grouped.
//
// Pure; constant time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "ingest/facts/page_text.h"

namespace kho::ingest {

struct DigitRun {
  std::string digits;
  Span span;
  std::size_t token_end = 0;
  bool is_repaired = false;  // Letters were read as digits.
};

// Exactly `digits` digits from `token` on, in one line, with single blanks, dots or hyphens between
// them; colons and the like before them. None where more digits follow.
[[nodiscard]] std::optional<DigitRun> read_digit_run(const PageText& page, std::size_t token,
                                                     std::size_t digits);

}  // namespace kho::ingest

// ingest/facts/tax_code.h - Tax codes (MST), which are enterprise codes too, with their check
// digit.
//
// Ten digits; a branch has "-" and three more. The tenth digit is 10 minus the weighted sum of the
// nine before it mod 11 (circular 105/2020/TT-BTC); where that is 10 there is no such code.
//
// Pure; constant time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/facts/page_text.h"

namespace kho::ingest {

// "5299101378" or "5299101378-001", all digits not equal, and the check digit is right.
[[nodiscard]] bool is_tax_code(std::string_view code);

struct TaxCodeReading {
  std::string value;
  Span span;
  bool is_repaired = false;
};

// The code that stands at `token`, behind colons and dots; blanks, dots and hyphens within it.
[[nodiscard]] std::optional<TaxCodeReading> read_tax_code(const PageText& page, std::size_t token);

}  // namespace kho::ingest

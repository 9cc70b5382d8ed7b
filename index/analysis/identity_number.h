// index/analysis/identity_number.h - Numbers of persons in running text, to be found and hidden.
//
// Found are
//   - 12 digits (CCCD, personal number) and 9 digits (CMND) without a break;
//   - the same in groups that people make: 001 085 001 234, 001085 001234, 123 456 789, with one
//     blank or one hyphen between; with dots only 12 digits that begin with 0, for 123.456.789 is
//     an amount of money;
//   - passports: a letter and 7 or 8 digits (C1234567); behind the words hộ chiếu or passport also
//     two letters, 6 digits, or a blank in between.
// None are tax codes (10 and 13 digits), telephone numbers (behind 84, ĐT and the like), parts of
// longer numbers and codes, and what a currency stands behind. Nothing here knows whether a number
// was ever given out: an account number of 12 digits is taken for a CCCD, for hiding one too many
// does least harm.
//
// Internal to index/. Thread-safe; any text; linear.
#pragma once

#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kho::index {

struct IdentityMention {
  std::string digits;      // Normal form: no separators, the letters of a passport in capitals.
  std::int32_t begin = 0;  // UTF-16 units, [begin, end), separators within included.
  std::int32_t end = 0;
};

// In the order of the text, which is as in clean() or lower() of text.h.
[[nodiscard]] std::vector<IdentityMention> identity_mentions(const icu::UnicodeString& text);

// `utf8`, not cleaned, with "*" for each letter and digit but the last three of each number, and
// everything else byte for byte: as many code points as before.
[[nodiscard]] std::string masked(std::string_view utf8);

}  // namespace kho::index

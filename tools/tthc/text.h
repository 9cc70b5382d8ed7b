// tools/tthc/text.h - Vietnamese text as code points: UTF-8, letters, case, tidying.
//
// A table of Vietnamese letters of its own: index/ folds text for searching, which is not identity,
// and type codes are made from what lower() gives here. Immutable functions.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace kho::tthc {

using Text = std::u32string;
using TextView = std::u32string_view;

// `utf8` is well formed, as the JSON parser sees to. Throws std::runtime_error where it is cut off.
[[nodiscard]] Text decode(std::string_view utf8);
[[nodiscard]] std::string encode(TextView text);

[[nodiscard]] Text lower(TextView text);
[[nodiscard]] bool is_upper(char32_t c);
[[nodiscard]] bool is_digit(char32_t c);
[[nodiscard]] bool is_letter(char32_t c);

// Composed, without invisible characters and symbol-font bullets, blanks run together.
[[nodiscard]] Text tidy(TextView raw);

template <std::size_t kSize>
bool starts_with_any(TextView text, const std::array<TextView, kSize>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](TextView prefix) { return text.starts_with(prefix); });
}
template <std::size_t kSize>
bool contains_any(TextView text, const std::array<TextView, kSize>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](TextView part) { return text.find(part) != TextView::npos; });
}

}  // namespace kho::tthc

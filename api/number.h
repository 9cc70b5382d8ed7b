// api/number.h - A text that is a number and nothing else. Immutable function.
#pragma once

#include <charconv>
#include <string_view>
#include <system_error>

namespace kho::api {

// Whether all of `text` is a number (decimal digits) that `number` can hold; it goes in there.
template <typename Number>
[[nodiscard]] bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace kho::api

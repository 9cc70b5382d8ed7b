// ingest/utf8.h - Whether bytes are UTF-8, and where such a text may be cut.
//
// UTF-8 as in RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kho::ingest {

// The length of the longest prefix of `text` that is valid UTF-8; text.size() if all of it is.
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text);

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  return valid_utf8_prefix(text) == text.size();
}

// Shortens valid UTF-8 to at most `bytes_max` bytes without cutting a character.
void cut_utf8(std::string& text, std::size_t bytes_max);

// Appends `code_point`, or U+FFFD where it is a surrogate or above U+10FFFF.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace kho::ingest

// index/analysis/utf16.h - The ICU side of text.h: the same rules on icu::UnicodeString.
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <string>
#include <string_view>

namespace kho::index {

[[nodiscard]] icu::UnicodeString from_utf8(std::string_view utf8);  // Malformed bytes: U+FFFD.
[[nodiscard]] std::string to_utf8(const icu::UnicodeString& text);

[[nodiscard]] icu::UnicodeString compose(const icu::UnicodeString& text);    // NFC
[[nodiscard]] icu::UnicodeString decompose(const icu::UnicodeString& text);  // NFD
[[nodiscard]] icu::UnicodeString clean(const icu::UnicodeString& text);      // As in text.h.
// In lower case by the rules of no language.
[[nodiscard]] icu::UnicodeString lowered(icu::UnicodeString text);
[[nodiscard]] icu::UnicodeString lower_clean(std::string_view utf8);  // As text.h's lower().

// True for a combining mark: never the first character of a word, and no letter of its own.
[[nodiscard]] bool is_mark(UChar32 c);

}  // namespace kho::index

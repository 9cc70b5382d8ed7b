// index/analysis/legacy_reading.h - One word as an encoding before Unicode reads it.
//
// Internal to index/. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "index/analysis/legacy_encoding.h"

namespace kho::index {

// A character of text that may be malformed: a Unicode scalar value, or kMalformed + a byte that
// is no UTF-8. Surrogates occur in no UTF-8, so that write_utf8() restores every byte.
inline constexpr char32_t kMalformed = 0xDC00;
[[nodiscard]] std::u32string read_utf8(std::string_view utf8);
void write_utf8(std::u32string_view text, std::string& utf8);  // Appends.

// True for what a word may be made of in any of the encodings: ASCII letters, VISCII's control
// codes and all but blanks beyond ASCII.
[[nodiscard]] bool is_legacy_word_character(char32_t c);

// Fonts of capitals (.VnTimeH) show a capital for the byte of a small letter.
enum class ShownCase { kAsWritten, kCapitals };

struct LegacyReading {
  std::u32string text;      // With the word's bytes as letters; what is none in the encoding stays.
  bool is_complete = true;  // All letters beyond ASCII are letters in the encoding.
};

// `word` is of such characters.
[[nodiscard]] LegacyReading legacy_reading(std::u32string_view word, LegacyEncoding encoding,
                                           ShownCase shown = ShownCase::kAsWritten);

// The word in Unicode, without what typography puts around it (“ ” ’ …), as WordTerms::exact where
// it is a legal syllable with no capital behind a small letter; else "".
[[nodiscard]] std::string legal_exact(std::u32string_view word);

// True for a syllable that ends in c, ch, p or t and lacks the tone that these ask for. People and
// OCR leave tones out; encodings do not.
[[nodiscard]] bool lacks_tone(std::string_view exact);

[[nodiscard]] bool is_typographic(char32_t c);

}  // namespace kho::index

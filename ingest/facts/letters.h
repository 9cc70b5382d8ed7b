// ingest/facts/letters.h - Letters as the rules see them: Vietnamese ones, their plain forms, and
// characters that only look like them.
//
// Thread-safe, pure functions. Sources: the Unicode charts; TCVN 5712:1993, third variant.
#pragma once

namespace kho::ingest {

// What stands for `c` in a clean text: Latin for Cyrillic and Greek lookalikes, Đ for Ð, plain
// dashes, blanks and full stops for their typographic forms; 0 for what has no width. Most
// characters: themselves.
[[nodiscard]] char32_t clean_letter(char32_t c);

// The ASCII character that a clean character is compared by: A-Z and a-z without diacritics, ASCII
// as it is; '*' for any other.
[[nodiscard]] char plain_letter(char32_t c);

// `letter` with a combining mark put on it, where Vietnamese has that letter; else 0.
[[nodiscard]] char32_t composed(char32_t letter, char32_t mark);

[[nodiscard]] constexpr bool is_combining_mark(char32_t c) { return c >= 0x300 && c <= 0x36F; }

// The letter that a TCVN3 font draws for a character of Latin-1; 0 where it is no letter of its
// own.
[[nodiscard]] char32_t tcvn3_letter(char32_t c);

// A letter that Vietnamese in Unicode has and TCVN3 read as Latin-1 has not.
[[nodiscard]] bool is_unicode_vietnamese(char32_t c);

[[nodiscard]] bool is_capital(char32_t c);

}  // namespace kho::ingest

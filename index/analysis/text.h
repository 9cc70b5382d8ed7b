// index/analysis/text.h - What makes two spellings of a Vietnamese text equal.
//
// Pure functions on UTF-8. Malformed bytes become U+FFFD; nothing throws but std::bad_alloc. The
// results are keys to compare and search by, never text to show: what a person wrote is shown as
// it was written.
//
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace kho::index {

// Unicode normal form C. macOS and some scanners deliver form D.
[[nodiscard]] std::string nfc(std::string_view utf8);

// NFC, with the look-alikes of Đ (Ð U+00D0, Ɖ U+0189) made Đ, soft hyphens and zero-width
// characters dropped, and every dash, slash and blank made the ASCII one. Idempotent.
[[nodiscard]] std::string clean(std::string_view utf8);

// clean() in lower case by the rules of no language (so that I is i everywhere).
[[nodiscard]] std::string lower(std::string_view utf8);

// lower() without diacritics of any kind and with đ as d: "Đường HOÀ" is "duong hoa". This is
// what a person types who types no diacritics.
[[nodiscard]] std::string fold(std::string_view utf8);

// lower() with blanks at the ends gone, one blank between words, and in each word the tone behind
// the letters, so that where it was placed does not matter: "HOÀ  Bình" and "hòa bình" are equal,
// "hoa binh" is another name. A key to compare with other keys, not a text.
[[nodiscard]] std::string name_key(std::string_view utf8);

}  // namespace kho::index

// index/analysis/number.h - Document numbers such as 12/QĐ-UBND, however they are typed.
//
// A number is a sequence of segments: its runs of letters and digits. What stands between them
// (slash, dash, blank) is typed in every way and carries no meaning, so that the terms below join
// segments by "/". Case and leading zeros carry none either: "012 / Qđ – ubnd" is "12/qđ/ubnd".
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kho::index {

inline constexpr std::size_t kNumberSegmentsMax = 6;
inline constexpr std::size_t kNumberBytesMax = 120;  // Of one form. Longer is no number.

// From the strictest to the most tolerant form of a number.
struct NumberForms {
  std::string full;    // "12/qđ/ubnd"
  std::string folded;  // "12/qd/ubnd"
  // folded with what OCR and the eye confuse made one: i l ] | are 1, o is 0. Case is lost
  // before, so that L, which is safe, shares the fate of l.
  std::string key;
};

// The forms of the whole of `number`, a UTF-8 text; empty strings where it holds no segment or
// is too long to be a number.
[[nodiscard]] NumberForms number_forms(std::string_view number);

// What people remember of a number when they do not know all of it.
struct NumberParts {
  std::string year;  // "12/2019": its first numeral and its year; empty where it has no year.
  std::string kind;  // "qd/ubnd": what is no numeral, folded; empty where all is.
};
// `issued_year` is taken where the number has no year of its own; 0: none.
[[nodiscard]] NumberParts number_parts(std::string_view number, int issued_year);

// Everything in `text` (as in lower() of text.h) that may be meant as a document number by a
// person who types carelessly: each window of 2 to kNumberSegmentsMax segments that starts with a
// numeral. A text of one segment is its own window. At most `windows_max` windows.
[[nodiscard]] std::vector<NumberForms> number_windows(const icu::UnicodeString& text,
                                                      std::size_t windows_max);

// A number written as such inside a text: a numeral, a slash, and segments joined by slashes and
// dashes without blanks, one of which has a letter (so that dates are none).
struct NumberMention {
  std::string key;         // NumberForms::key
  std::int32_t begin = 0;  // UTF-16 units, [begin, end).
  std::int32_t end = 0;
};
[[nodiscard]] std::vector<NumberMention> number_mentions(const icu::UnicodeString& text);

// `text` without the blanks around its slashes and around its dashes: "12 / qđ - ubnd" is
// "12/qđ-ubnd". For queries: in running text, a dash between blanks joins nothing.
[[nodiscard]] icu::UnicodeString close_up_separators(const icu::UnicodeString& text);

}  // namespace kho::index

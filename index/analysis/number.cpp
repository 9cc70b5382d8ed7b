#include "index/analysis/number.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "index/analysis/analyzer.h"
#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

struct Segment {
  NumberForms forms;
  std::int32_t begin = 0;
  std::int32_t end = 0;
  bool is_numeral = false;  // May be the first segment of a number: 12, 12a, l2.
  bool has_letter = false;
};

bool is_segment_character(UChar32 c) { return is_word_character(c) || c == ']' || c == '|'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// "012" is "12", "000" is "0"; what is not all digits stays.
std::string without_leading_zeros(std::string segment) {
  if (!all_digits(segment)) return segment;
  return segment.substr(std::min(segment.find_first_not_of('0'), segment.size() - 1));
}

std::string confusable_key(std::string folded) {
  for (char& c : folded) {
    if (c == 'i' || c == 'l' || c == ']' || c == '|') c = '1';
    if (c == 'o') c = '0';
  }
  return without_leading_zeros(std::move(folded));
}

Segment segment_of(const icu::UnicodeString& text, std::int32_t begin, std::int32_t end) {
  WordTerms terms = word_terms(text.tempSubStringBetween(begin, end));
  Segment segment;
  segment.begin = begin;
  segment.end = end;
  segment.forms.key = confusable_key(terms.folded);
  segment.is_numeral =
      all_digits(segment.forms.key) || (!terms.folded.empty() && is_digit(terms.folded.front()));
  segment.has_letter = !all_digits(terms.folded);
  segment.forms.full = without_leading_zeros(std::move(terms.exact));
  segment.forms.folded = without_leading_zeros(std::move(terms.folded));
  return segment;
}

bool is_joint(char16_t unit) { return unit == u'/' || unit == u'-'; }

// The end of the segment that begins at `begin`: `begin` itself where none does, or where it is
// longer than a whole number may be.
std::int32_t segment_end(const icu::UnicodeString& text, std::int32_t begin) {
  std::int32_t end = begin;
  while (end < text.length()) {
    const UChar32 c = text.char32At(end);
    if (!is_segment_character(c) || (end == begin && is_mark(c))) break;
    end += U16_LENGTH(c);
    if (static_cast<std::size_t>(end - begin) > kNumberBytesMax) return begin;
  }
  return end;
}

// The begin of the segment that ends at `end`, not before `bound`; `end` where there is none.
std::int32_t segment_begin(const icu::UnicodeString& text, std::int32_t bound, std::int32_t end) {
  std::int32_t begin = end;
  while (begin > bound && is_segment_character(text.char32At(begin - 1))) {
    begin = text.getChar32Start(begin - 1);
    if (static_cast<std::size_t>(end - begin) > kNumberBytesMax) return end;
  }
  while (begin < end && is_mark(text.char32At(begin))) begin = text.moveIndex32(begin, 1);
  return begin;
}

// Where to go on from `i`, at which no segment begins: after one character or one overlong run.
std::int32_t after_segment(const icu::UnicodeString& text, std::int32_t i) {
  do {
    i = text.moveIndex32(i, 1);
  } while (i < text.length() && is_segment_character(text.char32At(i - 1)) &&
           is_segment_character(text.char32At(i)));
  return i;
}

// Segments longer than a whole number may be are left out.
std::vector<Segment> segments_of(const icu::UnicodeString& text) {
  std::vector<Segment> segments;
  for (std::int32_t i = 0; i < text.length();) {
    const std::int32_t end = segment_end(text, i);
    if (end > i) segments.push_back(segment_of(text, i, end));
    i = end > i ? end : after_segment(text, i);
  }
  return segments;
}

// Four digits that an official document may have as its year.
bool is_year(const std::string& folded) {
  return folded.size() == 4 && (folded.starts_with("20") || folded.starts_with("19"));
}

void append(NumberForms& number, const NumberForms& segment) {
  const char* joint = number.full.empty() ? "" : "/";
  number.full.append(joint).append(segment.full);
  number.folded.append(joint).append(segment.folded);
  number.key.append(joint).append(segment.key);
}

bool fits(const NumberForms& number) {
  return std::max({number.full.size(), number.folded.size(), number.key.size()}) <= kNumberBytesMax;
}

}  // namespace

NumberForms number_forms(std::string_view number) {
  NumberForms forms;
  for (const Segment& segment : segments_of(lower_clean(number))) {
    append(forms, segment.forms);
    if (!fits(forms)) return {};
  }
  return forms;
}

NumberParts number_parts(std::string_view number, int issued_year) {
  NumberParts parts;
  std::string numeral;
  std::string year = issued_year > 0 ? std::to_string(issued_year) : "";
  for (const Segment& segment : segments_of(lower_clean(number))) {
    const std::string& folded = segment.forms.folded;
    if (segment.has_letter) {
      parts.kind += (parts.kind.empty() ? "" : "/") + folded;
    } else if (numeral.empty()) {
      numeral = folded;
    } else if (is_year(folded)) {
      year = folded;
    }
  }
  if (parts.kind.size() > kNumberBytesMax) parts.kind.clear();
  if (!numeral.empty() && !year.empty()) parts.year = numeral + "/" + year;
  if (parts.year.size() > kNumberBytesMax) parts.year.clear();
  return parts;
}

std::vector<NumberForms> number_windows(const icu::UnicodeString& text, std::size_t windows_max) {
  const std::vector<Segment> segments = segments_of(text);
  std::vector<NumberForms> windows;
  if (segments.size() == 1) {
    if (windows_max > 0 && fits(segments[0].forms)) windows.push_back(segments[0].forms);
    return windows;
  }
  for (std::size_t first = 0; first < segments.size(); ++first) {
    if (!segments[first].is_numeral) continue;
    const std::size_t end = std::min(segments.size(), first + kNumberSegmentsMax);
    NumberForms window = segments[first].forms;
    for (std::size_t last = first + 1; last < end; ++last) {
      append(window, segments[last].forms);
      if (!fits(window)) break;
      if (windows.size() == windows_max) return windows;
      windows.push_back(window);
    }
  }
  return windows;
}

std::vector<NumberMention> number_mentions(const icu::UnicodeString& text) {
  std::vector<NumberMention> mentions;
  std::int32_t done = 0;  // What is before belongs to an earlier mention.
  for (std::int32_t slash = text.indexOf(u'/'); slash >= 0; slash = text.indexOf(u'/', slash + 1)) {
    if (slash < done) continue;
    const std::int32_t begin = segment_begin(text, done, slash);
    if (begin == slash) continue;
    const Segment numeral = segment_of(text, begin, slash);
    if (!numeral.is_numeral) continue;
    NumberForms number = numeral.forms;
    bool has_letter = false;
    std::int32_t end = slash;
    for (std::size_t count = 1; count < kNumberSegmentsMax && is_joint(text.charAt(end)); ++count) {
      const std::int32_t next_end = segment_end(text, end + 1);
      if (next_end == end + 1) break;
      const Segment next = segment_of(text, end + 1, next_end);
      append(number, next.forms);
      has_letter = has_letter || next.has_letter;
      end = next_end;
    }
    done = end;
    if (has_letter && fits(number)) mentions.push_back({std::move(number.key), begin, end});
  }
  return mentions;
}

icu::UnicodeString close_up_separators(const icu::UnicodeString& text) {
  icu::UnicodeString closed;
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const char16_t unit = text.charAt(i);
    if (unit == u' ') {
      // Drop a blank that follows a separator, or that only blanks part from one.
      const char16_t before = closed.isEmpty() ? u' ' : closed.charAt(closed.length() - 1);
      std::int32_t next = i;
      while (next < text.length() && text.charAt(next) == u' ') ++next;
      const char16_t after = next < text.length() ? text.charAt(next) : u' ';
      if (is_joint(before) || is_joint(after)) {
        i = next - 1;
        continue;
      }
    }
    closed.append(unit);
  }
  return closed;
}

}  // namespace kho::index

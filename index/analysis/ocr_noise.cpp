#include "index/analysis/ocr_noise.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "index/analysis/abbreviations.h"
#include "index/analysis/analyzer.h"
#include "index/analysis/legal_syllable.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

constexpr std::int32_t kFragmentLettersMax = 3;
constexpr int kFragmentsMin = 3;  // So many short ones are noise without any other sign of it.

constexpr int kLabelWordsMin = 2;  // A line that begins with so many words is text.

enum class Sort {
  kGood,      // A syllable, a foreign word, a number of two digits or more.
  kNeutral,   // Says nothing: a digit, a code, an item's letter, words run together.
  kLetter,    // One letter by itself.
  kFragment,  // Two or three letters that are no word.
  kDebris,    // What no writer writes.
};

// Words that are no syllables, and are written, as WordTerms::exact: names of places, units, Roman
// numerals, English, companies.
constexpr auto kShortWords = std::to_array<std::string_view>(
    {"đăk~1", "đăk", "lăk~1", "kan~5", "krông", "kông", "plô", "ea",  "kg",  "mg",  "km",  "cm",
     "mm",    "dm",  "nm",    "ml",    "kw",    "kwh",  "mw",  "kv",  "kva", "hz",  "mhz", "khz",
     "ghz",   "db",  "ph",    "hp",    "ha",    "pa",   "kpa", "mpa", "bar", "ppm", "vnd", "usd",
     "eur",   "gb",  "mb",    "kb",    "tb",    "tp",   "tx",  "tt",  "vt",  "ii",  "iii", "iv",
     "vi",    "vii", "ix",    "xi",    "xii",   "xiv",  "xv",  "xvi", "xix", "xx",  "xxi", "of",
     "by",    "if",  "is",    "us",    "as",    "or",   "be",  "we",  "are", "for", "was", "has",
     "his",   "its", "all",   "new",   "old",   "any",  "not", "who", "her", "our", "out", "may",
     "day",   "war", "law",   "act",   "air",   "sea",  "oil", "gas", "car", "bus", "no",  "ltd",
     "inc",   "jsc", "llc",   "plc",   "pte",   "corp", "etc", "iso", "iec", "tel", "fax", "www",
     "com",   "org", "gov",   "net",   "pdf",   "doc",  "xls", "xml", "st",  "nd",  "rd",  "mr",
     "mrs",   "ms",  "dr",    "phd",   "vat",   "mst",  "no"});

bool is_vietnamese(UChar32 c) {
  constexpr std::u16string_view kInLatin = u"àáâãèéêìíòóôõùúýăđĩũơư";
  if (c < 0x80 || (c >= 0x1EA0 && c <= 0x1EF9)) return true;
  return c < 0x10000 && kInLatin.find(static_cast<char16_t>(c)) != std::u16string_view::npos;
}

constexpr UChar32 kLatinEnd = 0x0250;  // But for the additional block of Vietnamese.

struct Letters {
  std::int32_t letters = 0;
  std::int32_t digits = 0;
  std::int32_t foreign = 0;  // Latin letters that Vietnamese has not.
  bool is_ascii = true;
  bool has_vowel = false;
  bool has_repeat = false;       // One letter three times in a row.
  bool has_inner_digit = false;  // Between two letters.
  bool is_latin = true;
};

Letters letters_of(const icu::UnicodeString& text, const Word& word) {
  Letters found;
  UChar32 last = 0;
  int row = 0;
  bool digit_behind_letter = false;
  for (std::int32_t i = word.begin; i < word.end;) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    row = c == last ? row + 1 : 1;
    last = c;
    if (c >= '0' && c <= '9') {
      ++found.digits;
      digit_behind_letter = found.letters > 0;
      continue;
    }
    found.has_inner_digit = found.has_inner_digit || digit_behind_letter;
    ++found.letters;
    found.is_ascii = found.is_ascii && c < 0x80;
    found.is_latin = found.is_latin && (c < kLatinEnd || (c >= 0x1E00 && c < 0x1F00) || is_mark(c));
    if (!is_vietnamese(c)) ++found.foreign;
    if (row == 3) found.has_repeat = true;
  }
  found.has_vowel = word.terms.folded.find_first_of("aeiouy") != std::string::npos;
  return found;
}

bool is_abbreviation(const icu::UnicodeString& text, const Word& word) {
  icu::UnicodeString capitals = text.tempSubStringBetween(word.begin, word.end);
  capitals.toUpper();
  return !expansions_of(to_utf8(capitals)).empty();
}

// a) b. 1/ and the like at the front of a line, and letters joined to what is beside them: nđ-cp.
bool is_joined(const icu::UnicodeString& text, const Word& word) {
  const auto joins = [](char16_t c) {
    return c == u')' || c == u'.' || c == u'/' || c == u'-' || c == u'@' || c == u':' || c == u'&';
  };
  const bool before = word.begin > 0 && joins(text.charAt(word.begin - 1));
  const bool behind = word.end < text.length() && joins(text.charAt(word.end));
  return before || behind;
}

Sort sort_of(const icu::UnicodeString& text, const Word& word) {
  const Letters found = letters_of(text, word);
  if (found.letters == 0) return found.digits > 1 ? Sort::kGood : Sort::kNeutral;
  if (!found.is_latin)
    return Sort::kGood;  // A Vietnamese OCR does not read other scripts into dirt.
  if (found.digits > 0) {
    return found.has_inner_digit && !found.is_ascii ? Sort::kDebris : Sort::kNeutral;
  }
  if (found.foreign > 0 && found.letters <= kFragmentLettersMax) return Sort::kDebris;
  if (is_legal_syllable(word.terms.exact)) {
    return found.letters > 1 ? Sort::kGood : found.is_ascii ? Sort::kLetter : Sort::kNeutral;
  }
  if (std::find(kShortWords.begin(), kShortWords.end(), word.terms.exact) != kShortWords.end()) {
    return Sort::kGood;
  }
  if (found.letters > kFragmentLettersMax) {
    if (found.has_repeat && !found.has_vowel) {
      return is_abbreviation(text, word) ? Sort::kNeutral : Sort::kFragment;
    }
    const bool is_foreign_word = found.has_vowel && !found.has_repeat;
    return is_foreign_word && (found.is_ascii || found.foreign == 1) ? Sort::kGood : Sort::kNeutral;
  }
  if (is_joined(text, word)) return Sort::kNeutral;
  if (found.letters == 1) return Sort::kLetter;
  return is_abbreviation(text, word) ? Sort::kNeutral : Sort::kFragment;
}

// Accents and quotation marks with blanks on both sides, and signs that no office writes.
bool has_stray_sign(const icu::UnicodeString& text) {
  constexpr std::u16string_view kNever = u"¬¿¡«»`^~\\¦";
  constexpr std::u16string_view kAlone = u"“”‘’„\"'§°*_";
  const auto is_blank_at = [&](std::int32_t i) {
    return i < 0 || i >= text.length() || u_isspace(text.charAt(i));
  };
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const char16_t c = text.charAt(i);
    if (kNever.find(c) != std::u16string_view::npos) return true;
    if (kAlone.find(c) != std::u16string_view::npos && is_blank_at(i - 1) && is_blank_at(i + 1)) {
      return true;
    }
  }
  return false;
}

struct Counts {
  int good = 0;
  int letters = 0;
  int fragments = 0;
  int debris = 0;
  int good_at_front = 0;  // Before the first of the other three.

  [[nodiscard]] int bad() const { return letters + fragments + debris; }
  // A label, and dots to write on that OCR read as letters; or text.
  [[nodiscard]] bool begins_as_text() const { return good_at_front >= kLabelWordsMin; }
};

Counts counts_of(const icu::UnicodeString& text, std::span<const Word> words) {
  Counts counts;
  for (const Word& word : words) {
    const Sort sort = sort_of(text, word);
    counts.good += sort == Sort::kGood ? 1 : 0;
    counts.letters += sort == Sort::kLetter ? 1 : 0;
    counts.fragments += sort == Sort::kFragment ? 1 : 0;
    counts.debris += sort == Sort::kDebris ? 1 : 0;
    if (counts.bad() == 0) counts.good_at_front = counts.good;
  }
  return counts;
}

// The first few words nearly always tell.
constexpr std::size_t kFrontWords = 4;

// `words` are those of the line at [begin, end) of `text`.
bool is_noise(const icu::UnicodeString& text, std::span<const Word> words, std::int32_t begin,
              std::int32_t end) {
  const auto front = words.first(std::min(words.size(), kFrontWords));
  if (counts_of(text, front).begins_as_text()) return false;
  const Counts counts = counts_of(text, words);
  if (counts.bad() <= counts.good || counts.begins_as_text()) return false;
  if (counts.debris > 0) return true;
  const icu::UnicodeString line = text.tempSubStringBetween(begin, end);
  const bool is_formula = line.indexOf(u'=') >= 0 || line.indexOf(u'+') >= 0;
  return !is_formula && (counts.fragments >= kFragmentsMin || has_stray_sign(line));
}

}  // namespace

bool is_ocr_noise(const icu::UnicodeString& line) {
  return is_noise(line, words_of(line), 0, line.length());
}

std::vector<Word> without_ocr_noise(const icu::UnicodeString& text, std::vector<Word> words) {
  auto kept = words.begin();
  for (auto first = words.begin(); first != words.end();) {
    std::int32_t end = text.indexOf(u'\n', first->end);
    if (end < 0) end = text.length();
    const auto behind =
        std::find_if(first, words.end(), [&](const Word& word) { return word.begin >= end; });
    const std::int32_t begin = text.lastIndexOf(u'\n', 0, first->begin) + 1;
    if (is_noise(text, {first, behind}, begin, end)) {
      first = behind;
    } else if (kept == first) {
      kept = first = behind;
    } else {
      while (first != behind) *kept++ = std::move(*first++);
    }
  }
  words.erase(kept, words.end());
  return words;
}

}  // namespace kho::index

#include "index/analysis/identity_number.h"

#include <unicode/locid.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "index/analysis/analyzer.h"
#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

constexpr std::size_t kShownCharacters = 3;

bool is_digit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool is_latin(char16_t c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); }
bool is_separator(char16_t c) { return c == u' ' || c == u'.' || c == u'-'; }

// Units by place; 0 before the first and behind the last.
class Units {
 public:
  explicit Units(const icu::UnicodeString& text)
      : units_(text.getBuffer()), length_(text.length()), text_(text) {}
  [[nodiscard]] std::int32_t length() const { return length_; }
  [[nodiscard]] char16_t at(std::int32_t i) const {
    return i >= 0 && i < length_ ? units_[i] : u'\0';
  }
  [[nodiscard]] icu::UnicodeString between(std::int32_t begin, std::int32_t end) const {
    return text_.tempSubStringBetween(begin, end);
  }
  [[nodiscard]] bool is_word_at(std::int32_t i) const {
    if (i < 0 || i >= length_) return false;
    const char16_t c = units_[i];
    return c < 0x80 ? is_digit(c) || is_latin(c) || c == u'_'
                    : is_word_character(text_.char32At(i));
  }

 private:
  const char16_t* units_;
  std::int32_t length_;
  const icu::UnicodeString& text_;
};

// A word of the text, folded, and where it stands. Longer ones than are looked for are cut.
struct FoundWord {
  std::string folded;
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

constexpr std::int32_t kWordUnitsMax = 24;  // "passport", or "điện" with each mark by itself.

FoundWord word_between(const Units& text, std::int32_t begin, std::int32_t end) {
  icu::UnicodeString word = text.between(begin, end);
  word.toLower(icu::Locale::getRoot());
  return {word_terms(word).folded, begin, end};
}

// The word that begins at `begin`; empty where none does.
FoundWord word_behind(const Units& text, std::int32_t begin) {
  std::int32_t end = begin;
  while (end - begin < kWordUnitsMax && text.is_word_at(end)) ++end;
  return word_between(text, begin, end);
}

// The word before `end`, with at most a few blanks and signs in between; empty for none.
FoundWord word_before(const Units& text, std::int32_t end) {
  constexpr std::int32_t kSignsMax = 4;
  for (std::int32_t count = 0; count < kSignsMax && end > 0 && !text.is_word_at(end - 1); ++count) {
    --end;
  }
  std::int32_t begin = end;
  while (end - begin < kWordUnitsMax && text.is_word_at(begin - 1)) --begin;
  return word_between(text, begin, end);
}

template <std::size_t kSize>
bool is_one_of(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_currency_behind(const Units& text, std::int32_t end) {
  constexpr std::array<std::string_view, 8> kCurrencies = {"dong", "d",    "vnd",   "usd",
                                                           "eur",  "euro", "trieu", "ty"};
  if (text.at(end) == u' ') ++end;
  if (text.at(end) == u'(') ++end;
  const char16_t c = text.at(end);
  if (c == u'$' || c == u'€' || c == u'₫') return true;
  return is_one_of(word_behind(text, end).folded, kCurrencies);
}

// Behind the country's code, or a few words behind one for a telephone ("điện thoại liên hệ"), with
// no other number or label in between: 912345678 is one without its zero.
bool is_telephone(const Units& text, std::int32_t begin) {
  constexpr std::array<std::string_view, 9> kLabels = {"dt",    "sdt",    "tel",  "fax",    "thoai",
                                                       "phone", "mobile", "zalo", "hotline"};
  constexpr std::array<std::string_view, 6> kOtherLabels = {"cccd", "cmnd", "cmt",
                                                            "minh", "danh", "cuoc"};
  constexpr int kWordsMax = 4;
  for (int count = 0; count < kWordsMax; ++count) {
    const FoundWord word = word_before(text, begin);
    if (count == 0 && word.folded == "84") return true;
    if (is_one_of(word.folded, kLabels)) return true;
    if (word.folded.empty() || is_digit(text.at(word.end - 1)) ||
        is_one_of(word.folded, kOtherLabels)) {
      return false;
    }
    begin = word.begin;
  }
  return false;
}

// Digits with single separators in between: "001 085 001 234".
struct Run {
  std::int32_t begin = 0;
  std::int32_t end = 0;
  std::size_t digits = 0;
  std::array<std::int32_t, 4> groups{};  // The digits of each; of the first four.
  std::size_t group_count = 0;
  char16_t separator = 0;  // 0 for none, u'?' for several.
};

Run run_at(const Units& text, std::int32_t begin) {
  Run run;
  run.begin = run.end = begin;
  while (true) {
    const std::int32_t group = run.end;
    while (is_digit(text.at(run.end))) ++run.end;
    run.digits += static_cast<std::size_t>(run.end - group);
    if (run.group_count < run.groups.size()) run.groups[run.group_count] = run.end - group;
    ++run.group_count;
    const char16_t c = text.at(run.end);
    if (!is_separator(c) || !is_digit(text.at(run.end + 1))) return run;
    run.separator = run.separator == 0 || run.separator == c ? c : u'?';
    ++run.end;
  }
}

// True where `run` has the groups that people make of an identity number.
bool is_grouped_identity(const Units& text, const Run& run) {
  constexpr std::array<std::array<std::int32_t, 4>, 5> kGroups = {{
      {3, 3, 3, 3},  // CCCD
      {4, 4, 4, 0},
      {3, 3, 6, 0},
      {6, 6, 0, 0},
      {3, 3, 3, 0},  // CMND
  }};
  if (run.group_count < 2 || run.group_count > 4) return false;
  if (std::find(kGroups.begin(), kGroups.end(), run.groups) == kGroups.end()) return false;
  if (run.separator != u'.') return true;
  return run.digits == 12 && text.at(run.begin) == u'0';
}

// How many digits stand at `i` and behind.
std::int32_t digits_from(const Units& text, std::int32_t i) {
  std::int32_t end = i;
  while (end - i <= 12 && is_digit(text.at(end))) ++end;
  return end - i;
}

// How many digits stand before `i`.
std::int32_t digits_to(const Units& text, std::int32_t i) {
  std::int32_t begin = i;
  while (i - begin <= 12 && is_digit(text.at(begin - 1))) --begin;
  return i - begin;
}

bool is_identity_size(std::int32_t digits) { return digits == 9 || digits == 12; }

// Not a part of something longer: a code, a decimal, a date. Beside a slash or a hyphen another
// identity number may stand: 123456789/012345678901.
bool is_free_before(const Units& text, std::int32_t begin) {
  if (text.is_word_at(begin - 1)) return false;
  const char16_t before = text.at(begin - 1);
  if (before == u'/' || before == u'-') {
    return !text.is_word_at(begin - 2) || is_identity_size(digits_to(text, begin - 1));
  }
  if (before == u'.' || before == u',') return !is_digit(text.at(begin - 2));
  return before != u'@' && before != u'#' && before != u'+';
}

bool is_free_behind(const Units& text, std::int32_t end) {
  if (text.is_word_at(end)) return false;
  const char16_t behind = text.at(end);
  if (behind == u'/' || behind == u'-') {
    return !is_digit(text.at(end + 1)) || is_identity_size(digits_from(text, end + 1));
  }
  if (behind == u'.' || behind == u',') return !is_digit(text.at(end + 1));
  return behind != u'@' && behind != u'%';
}

std::string characters(const Units& text, std::int32_t begin, std::int32_t end) {
  std::string made;
  for (std::int32_t i = begin; i < end; ++i) {
    const char16_t c = text.at(i);
    if (is_digit(c)) made += static_cast<char>(c);
    if (is_latin(c)) made += static_cast<char>(c >= u'a' ? c - u'a' + u'A' : c);
  }
  return made;
}

void append(const Units& text, std::int32_t begin, std::int32_t end,
            std::vector<IdentityMention>& mentions) {
  mentions.push_back({characters(text, begin, end), begin, end});
}

// True where [begin, end) is a number of its own, and neither money nor a telephone.
bool is_alone(const Units& text, std::int32_t begin, std::int32_t end) {
  return is_free_before(text, begin) && is_free_behind(text, end) &&
         !has_currency_behind(text, end) && !is_telephone(text, begin);
}

// The identity numbers of `run`: the whole, or those of its groups that are one by themselves.
void append_run(const Units& text, const Run& run, std::vector<IdentityMention>& mentions) {
  if (is_grouped_identity(text, run)) {
    if (is_alone(text, run.begin, run.end)) append(text, run.begin, run.end, mentions);
    return;
  }
  for (std::int32_t begin = run.begin; begin < run.end;) {
    std::int32_t end = begin;
    while (is_digit(text.at(end))) ++end;
    if (is_identity_size(end - begin) && is_alone(text, begin, end)) {
      append(text, begin, end, mentions);
    }
    begin = end + 1;
  }
}

// True where hộ chiếu or passport is one of the few words before `begin`.
bool is_behind_passport(const Units& text, std::int32_t begin) {
  constexpr int kWordsMax = 6;
  std::string next;
  for (int count = 0; count < kWordsMax; ++count) {
    const FoundWord word = word_before(text, begin);
    if (word.folded.empty()) return false;
    if (word.folded == "passport" || (word.folded == "ho" && next == "chieu")) return true;
    next = word.folded;
    begin = word.begin;
  }
  return false;
}

// The passport whose digits begin at `digits`; nullopt for none.
std::optional<IdentityMention> passport_at(const Units& text, std::int32_t digits) {
  std::int32_t end = digits;
  while (is_digit(text.at(end))) ++end;
  const std::int32_t size = end - digits;
  if (size < 6 || size > 8 || !is_free_behind(text, end)) return std::nullopt;
  const bool apart = text.at(digits - 1) == u' ';
  std::int32_t begin = apart ? digits - 1 : digits;
  while (digits - begin < 4 && is_latin(text.at(begin - 1))) --begin;
  const std::int32_t letters = digits - begin - (apart ? 1 : 0);
  if (letters < 1 || letters > 2 || !is_free_before(text, begin)) return std::nullopt;
  const bool is_usual = !apart && letters == 1 && size >= 7;
  if (!is_usual && !is_behind_passport(text, begin)) return std::nullopt;
  return IdentityMention{characters(text, begin, end), begin, end};
}

// The character of cleaned text for one of raw text; 0 where clean() drops it. Its normal form does
// not matter here.
char16_t cleaned(UChar32 c) {
  if (c < 0x80) return static_cast<char16_t>(c);
  const icu::UnicodeString one = clean(icu::UnicodeString(c));
  return one.isEmpty() ? u'\0' : one.charAt(0);
}

}  // namespace

std::vector<IdentityMention> identity_mentions(const icu::UnicodeString& text) {
  std::vector<IdentityMention> mentions;
  const Units units(text);
  for (std::int32_t i = 0; i < units.length();) {
    if (!is_digit(units.at(i))) {
      ++i;
      continue;
    }
    if (auto passport = passport_at(units, i)) {
      i = passport->end;
      mentions.push_back(std::move(*passport));
      continue;
    }
    const Run run = run_at(units, i);
    append_run(units, run, mentions);
    i = run.end;
  }
  return mentions;
}

std::string masked(std::string_view utf8) {
  if (std::none_of(utf8.begin(), utf8.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::string(utf8);
  }
  // The text as identity_mentions() wants it, and where each of its units stands in `utf8`.
  icu::UnicodeString text;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t begin = i;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(utf8.data()), i, utf8.size(), c);
    const char16_t unit = c < 0 ? char16_t{0xFFFD} : cleaned(c);
    if (unit == 0) continue;
    text.append(unit);
    places.push_back(begin);
  }
  std::string result(utf8);
  for (const IdentityMention& mention : identity_mentions(text)) {
    std::size_t hidden = mention.digits.size() - kShownCharacters;
    for (std::int32_t i = mention.begin; i < mention.end && hidden > 0; ++i) {
      if (!is_digit(text.charAt(i)) && !is_latin(text.charAt(i))) continue;
      result[places[static_cast<std::size_t>(i)]] = '*';
      --hidden;
    }
  }
  return result;
}

}  // namespace kho::index

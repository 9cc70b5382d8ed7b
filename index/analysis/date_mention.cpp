#include "index/analysis/date_mention.h"

#include <array>
#include <cstddef>
#include <optional>

#include "index/analysis/analyzer.h"

namespace kho::index {
namespace {

constexpr std::int32_t kBlanksMax = 4;  // Between two parts of a date; more is a form to fill in.

bool is_digit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool is_blank(char16_t c) { return c == u' ' || c == u'\n' || c == u'\t' || c == u'\r'; }

// A run of 1 to 4 digits.
struct Numeral {
  int value = 0;
  std::int32_t begin = 0;
  std::int32_t end = 0;

  [[nodiscard]] std::int32_t size() const { return end - begin; }
  [[nodiscard]] bool is_year() const { return size() == 4; }
  [[nodiscard]] bool is_day_or_month() const { return size() <= 2; }
};

// Reads parts of dates. Positions may lie at or behind the ends; units there are 0xFFFF.
class Reader {
 public:
  explicit Reader(const icu::UnicodeString& text)
      : units_(text.getBuffer()), length_(text.length()), text_(text) {}

  [[nodiscard]] std::int32_t length() const { return length_; }
  [[nodiscard]] char16_t at(std::int32_t i) const {
    return i >= 0 && i < length_ ? units_[i] : char16_t{0xFFFF};
  }

  [[nodiscard]] std::optional<Numeral> numeral(std::int32_t begin) const {
    Numeral numeral{0, begin, begin};
    while (is_digit(at(numeral.end))) {
      if (numeral.size() == 4) return std::nullopt;
      numeral.value = numeral.value * 10 + (at(numeral.end++) - u'0');
    }
    if (numeral.size() == 0) return std::nullopt;
    return numeral;
  }

  [[nodiscard]] bool is_word_at(std::int32_t i) const {
    return i >= 0 && i < length_ && is_word_character(text_.char32At(i));
  }

  // Behind up to kBlanksMax blanks.
  [[nodiscard]] std::int32_t after_blanks(std::int32_t i) const {
    for (std::int32_t count = 0; count < kBlanksMax && is_blank(at(i)); ++count) ++i;
    return i;
  }

  // Behind one of `words`, where one stands at `i` and blanks or a numeral follow; else i.
  template <std::size_t kWords>
  [[nodiscard]] std::int32_t after_word(
      std::int32_t i, const std::array<std::u16string_view, kWords>& words) const {
    for (const std::u16string_view word : words) {
      const auto size = static_cast<std::int32_t>(word.size());
      if (text_.compare(i, size, word.data(), 0, size) != 0) continue;
      const std::int32_t next = after_blanks(i + size);
      if (next > i + size && is_digit(at(next))) return next;
    }
    return i;
  }

  // Where one of `words` begins that ends, but for blanks, at `end`; else `end`.
  template <std::size_t kWords>
  [[nodiscard]] std::int32_t before_word(
      std::int32_t end, const std::array<std::u16string_view, kWords>& words) const {
    std::int32_t i = end;
    for (std::int32_t count = 0; count < kBlanksMax && is_blank(at(i - 1)); ++count) --i;
    if (i == end) return end;
    for (const std::u16string_view word : words) {
      const auto size = static_cast<std::int32_t>(word.size());
      const std::int32_t begin = i - size;
      if (begin < 0 || text_.compare(begin, size, word.data(), 0, size) != 0) continue;
      if (begin == 0 || !is_word_at(begin - 1)) return begin;
    }
    return end;
  }

 private:
  const char16_t* units_;
  std::int32_t length_;
  const icu::UnicodeString& text_;
};

constexpr std::array<std::u16string_view, 2> kDay = {u"ngày", u"ngay"};
constexpr std::array<std::u16string_view, 2> kMonth = {u"tháng", u"thang"};
constexpr std::array<std::u16string_view, 2> kYear = {u"năm", u"nam"};

int days_in_month(int year, int month) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays.at(static_cast<std::size_t>(month) - 1);
}

std::optional<DateMention> real_date(int year, int month, int day, std::int32_t begin,
                                     std::int32_t end) {
  if (year < kMentionYearMin || year > kMentionYearMax || month < 1 || month > 12) {
    return std::nullopt;
  }
  if (day < 0 || day > days_in_month(year, month)) return std::nullopt;
  return DateMention{year, month, day, begin, end};
}

bool is_separator(char16_t c) { return c == u'/' || c == u'-' || c == u'.'; }

// True where what stands at `end`, behind digits and separators such as `separator`, does not go on
// with the same number: no letter, and no further part of a document number, version or amount.
bool ends_number(const Reader& text, std::int32_t end, char16_t separator) {
  if (text.is_word_at(end)) {
    return text.at(end) == u't' && is_digit(text.at(end + 1));  // 2022-06-05t10:20
  }
  const char16_t c = text.at(end);
  if (c == u'/') return false;
  if (c == u'.' || c == u',') return !is_digit(text.at(end + 1));
  if (c != u'-') return true;
  // A dash may lead to another date: 01/06/2022-05/06/2022.
  return separator != u'-' && !(text.is_word_at(end + 1) && !is_digit(text.at(end + 1)));
}

// The same for what stands before `begin`. `done` is where the mention before ended.
bool begins_number(const Reader& text, std::int32_t begin, std::int32_t done) {
  if (begin == 0) return true;
  const char16_t before = text.at(begin - 1);
  if (text.is_word_at(begin - 1) || before == u'/') return false;
  if (before == u'.' || before == u',') return !is_digit(text.at(begin - 2));
  if (before == u'-') return begin < 2 || !text.is_word_at(begin - 2) || done == begin - 1;
  return true;
}

// 05/06/2022, 2022-06-05: `first` and two more numerals behind equal separators.
std::optional<DateMention> in_digits(const Reader& text, const Numeral& first, std::int32_t done) {
  const char16_t separator = text.at(first.end);
  if (!is_separator(separator)) return std::nullopt;
  const auto second = text.numeral(first.end + 1);
  if (!second || !second->is_day_or_month() || text.at(second->end) != separator) {
    return std::nullopt;
  }
  const auto third = text.numeral(second->end + 1);
  if (!third || !begins_number(text, first.begin, done) ||
      !ends_number(text, third->end, separator)) {
    return std::nullopt;
  }
  const bool iso = separator == u'-' && first.is_year();
  if (iso ? !third->is_day_or_month() || third->size() != 2 || second->size() != 2
          : !first.is_day_or_month() || !third->is_year()) {
    return std::nullopt;
  }
  const Numeral& year = iso ? first : *third;
  const Numeral& day = iso ? *third : first;
  if (day.value == 0) return std::nullopt;
  return real_date(year.value, second->value, day.value, first.begin, third->end);
}

// What follows a month: "/2022", "-2022", " năm 2022", ", năm 2022".
std::optional<Numeral> year_behind(const Reader& text, const Numeral& month) {
  std::int32_t i = month.end;
  if (is_separator(text.at(i))) {
    const char16_t separator = text.at(i);
    const auto year = text.numeral(i + 1);
    return year && ends_number(text, year->end, separator) ? year : std::nullopt;
  }
  if (text.at(i) == u',') ++i;
  const std::int32_t word = text.after_blanks(i);
  const std::int32_t next = text.after_word(word, kYear);
  if (word == month.end || next == word) return std::nullopt;
  const auto year = text.numeral(next);
  return year && ends_number(text, year->end, 0) ? year : std::nullopt;
}

// [ngày] 5 tháng 6 năm 2022: `day` and what follows.
std::optional<DateMention> in_words(const Reader& text, const Numeral& day) {
  const std::int32_t word = text.after_blanks(day.end);
  const std::int32_t next = word == day.end ? word : text.after_word(word, kMonth);
  if (next == word || text.is_word_at(day.begin - 1)) return std::nullopt;
  const auto month = text.numeral(next);
  if (!month || !month->is_day_or_month() || !day.is_day_or_month()) return std::nullopt;
  const auto year = year_behind(text, *month);
  if (!year || !year->is_year() || day.value == 0) return std::nullopt;
  return real_date(year->value, month->value, day.value, text.before_word(day.begin, kDay),
                   year->end);
}

// tháng 6/2022: `month`, with the word before it.
std::optional<DateMention> month_only(const Reader& text, const Numeral& month) {
  const std::int32_t begin = text.before_word(month.begin, kMonth);
  if (begin == month.begin || !month.is_day_or_month()) return std::nullopt;
  // Behind a day that this month has not, it is no date at all.
  std::int32_t before = begin;
  while (before > 0 && begin - before < kBlanksMax && is_blank(text.at(before - 1))) --before;
  if (is_digit(text.at(before - 1))) return std::nullopt;
  const auto year = year_behind(text, month);
  if (!year || !year->is_year()) return std::nullopt;
  return real_date(year->value, month.value, 0, begin, year->end);
}

}  // namespace

std::vector<DateMention> date_mentions(const icu::UnicodeString& text) {
  std::vector<DateMention> mentions;
  const Reader reader(text);
  std::int32_t done = 0;
  for (std::int32_t i = 0; i < reader.length();) {
    if (!is_digit(reader.at(i))) {
      ++i;
      continue;
    }
    const auto first = reader.numeral(i);
    if (!first) {  // Five digits or more.
      while (is_digit(reader.at(i))) ++i;
      continue;
    }
    i = first->end;
    std::optional<DateMention> mention = in_digits(reader, *first, done);
    if (!mention) mention = in_words(reader, *first);
    if (!mention) mention = month_only(reader, *first);
    if (!mention) continue;
    mentions.push_back(*mention);
    i = done = mention->end;
  }
  return mentions;
}

}  // namespace kho::index

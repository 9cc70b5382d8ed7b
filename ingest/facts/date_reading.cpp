#include "ingest/facts/date_reading.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr int kYearMin = 1900;
constexpr int kYearMax = 2199;
constexpr std::size_t kGapMax = 3;  // Blanks between the digits of one number.

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

class Reader {
 public:
  Reader(const PageText& page, std::size_t token) : page_(page), next_(token) {}

  [[nodiscard]] std::size_t next() const { return next_; }
  [[nodiscard]] bool is_repaired() const { return repaired_; }

  // Takes a word, or one with a single error.
  bool take_word(std::string_view known) {
    if (next_ >= page_.tokens().size()) return false;
    const std::string_view word = page_.lower(page_.tokens()[next_].span);
    if (word != known) {
      if (word.size() < 2 || !is_near(word, known, 1)) return false;
      repaired_ = true;
    }
    ++next_;
    return true;
  }

  bool take_mark(char mark) {
    if (next_ >= page_.tokens().size()) return false;
    if (page_.plain()[page_.tokens()[next_].span.begin] != mark) return false;
    ++next_;
    return true;
  }

  std::optional<int> take_number(std::size_t digits_min, std::size_t digits_max) {
    const Numeral numeral = read_numeral(page_, next_, digits_max);
    if (numeral.digits.size() < digits_min) return std::nullopt;
    next_ = numeral.token_end;
    repaired_ = repaired_ || numeral.is_repaired;
    return std::stoi(numeral.digits);
  }

  // Marks that OCR or a form puts around a number: "ngày .05. tháng".
  void skip_dots() {
    for (int i = 0; i < 3 && (take_mark('.') || take_mark(',') || take_mark('_')); ++i) {
      repaired_ = true;
    }
  }

 private:
  const PageText& page_;
  std::size_t next_;
  bool repaired_ = false;
};

std::optional<DateReading> finished(const PageText& page, std::size_t token, const Reader& reader,
                                    int year, int month, int day) {
  if (year < kYearMin || year > kYearMax || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::size_t end = reader.next();
  return DateReading{date,
                     {page.tokens()[token].span.begin, page.tokens()[end - 1].span.end},
                     end,
                     reader.is_repaired(),
                     false};
}

// [ngày] 5 tháng 6 năm 2022, [ngày] 5 tháng 6/2022
std::optional<DateReading> in_words(const PageText& page, std::size_t token) {
  Reader reader(page, token);
  if (reader.take_word("ngay")) reader.skip_dots();
  const auto day = reader.take_number(1, 2);
  if (!day) return std::nullopt;
  reader.skip_dots();
  if (!reader.take_word("thang")) return std::nullopt;
  reader.skip_dots();
  const auto month = reader.take_number(1, 2);
  if (!month) return std::nullopt;
  if (!reader.take_mark('/')) {
    reader.skip_dots();
    if (!reader.take_word("nam")) return std::nullopt;
    reader.skip_dots();
  }
  const auto year = reader.take_number(4, 4);
  if (!year) return std::nullopt;
  auto reading = finished(page, token, reader, *year, *month, *day);
  if (reading) reading->is_in_words = true;
  return reading;
}

// 05/06/2022 with equal marks, [ngày] before it.
std::optional<DateReading> in_digits(const PageText& page, std::size_t token) {
  Reader reader(page, token);
  reader.take_word("ngay");
  const std::size_t first = reader.next();
  for (const char mark : {'/', '-', '.'}) {
    Reader from_mark(page, first);
    const auto day = from_mark.take_number(1, 2);
    if (!day || !from_mark.take_mark(mark)) continue;
    const auto month = from_mark.take_number(1, 2);
    if (!month || !from_mark.take_mark(mark)) continue;
    const auto year = from_mark.take_number(4, 4);
    if (!year) continue;
    // 05/06/2022/TT is the number of a paper.
    if (Reader behind = from_mark; behind.take_mark('/')) continue;
    return finished(page, token, from_mark, *year, *month, *day);
  }
  return std::nullopt;
}

// 30 JUN 2021
std::optional<DateReading> in_english(const PageText& page, std::size_t token) {
  Reader reader(page, token);
  const auto day = reader.take_number(1, 2);
  if (!day || reader.next() >= page.tokens().size()) return std::nullopt;
  const std::string_view word = page.lower(page.tokens()[reader.next()].span).substr(0, 3);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (word != kMonths[i]) continue;
    Reader behind(page, reader.next() + 1);
    const auto year = behind.take_number(4, 4);
    if (!year) return std::nullopt;
    return finished(page, token, behind, *year, static_cast<int>(i) + 1, *day);
  }
  return std::nullopt;
}

}  // namespace

char digit_for(char c) {
  if (c >= '0' && c <= '9') return c;
  switch (c) {
    case 'o':
    case 'O':
    case 'Q':
    case 'D':
      return '0';
    case 'l':
    case 'I':
    case 'i':
    case '|':
    case '!':
      return '1';
    case 'z':
    case 'Z':
      return '2';
    case 's':
    case 'S':
      return '5';
    case 'B':
      return '8';
    default:
      return 0;
  }
}

Numeral read_numeral(const PageText& page, std::size_t token, std::size_t digits_max) {
  Numeral numeral;
  numeral.token_end = token;
  const std::vector<Token>& tokens = page.tokens();
  while (numeral.token_end < tokens.size() && numeral.digits.size() < digits_max) {
    const Token& next = tokens[numeral.token_end];
    if (numeral.digits.size() + next.span.size() > digits_max) break;
    if (numeral.token_end > token) {
      const Token& before = tokens[numeral.token_end - 1];
      if (before.line != next.line || next.span.begin - before.span.end > kGapMax) break;
    }
    std::string digits;
    bool repaired = numeral.token_end > token;
    for (std::size_t i = next.span.begin; i < next.span.end; ++i) {
      const char digit = digit_for(page.plain()[i]);
      if (digit == 0) break;
      repaired = repaired || digit != page.plain()[i];
      digits.push_back(digit);
    }
    if (digits.size() < next.span.size()) break;
    numeral.digits += digits;
    numeral.is_repaired = numeral.is_repaired || repaired;
    ++numeral.token_end;
  }
  return numeral;
}

std::optional<DateReading> read_date(const PageText& page, std::size_t token) {
  if (token >= page.tokens().size()) return std::nullopt;
  if (auto reading = in_words(page, token)) return reading;
  if (auto reading = in_digits(page, token)) return reading;
  return in_english(page, token);
}

std::string iso_date(std::chrono::year_month_day date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace kho::ingest

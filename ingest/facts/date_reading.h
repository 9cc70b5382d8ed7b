// ingest/facts/date_reading.h - Dates as papers write them.
//
//   ngày 05 tháng 6 năm 2023     the form of NĐ 30/2020; also tháng 6/2023, and a comma before năm
//   05/6/2023  5-6-2023  05.06.2023
//   30 JUN 2021                  identity papers
// OCR may have put letters for digits (0l, 2O23), blanks between digits (2 0 23), and one wrong
// letter into a word. A date that is left blank, or that no calendar has, is none.
//
// Pure functions; constant time.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "ingest/facts/page_text.h"

namespace kho::ingest {

struct DateReading {
  std::chrono::year_month_day date;
  Span span;
  std::size_t token_end = 0;  // The token behind it.
  bool is_repaired = false;   // Letters were read as digits, or a word is not spelt right.
  bool is_in_words = false;   // "ngày … tháng … năm …"
};

// The date that begins with token `token`, from 1900 to 2199.
[[nodiscard]] std::optional<DateReading> read_date(const PageText& page, std::size_t token);

// A number of at most `digits_max` digits, which may stand in several tokens of a line.
struct Numeral {
  std::string digits;
  std::size_t token_end = 0;
  bool is_repaired = false;
};
[[nodiscard]] Numeral read_numeral(const PageText& page, std::size_t token, std::size_t digits_max);

// The digit that OCR may have meant by `c`; 0 where there is none.
[[nodiscard]] char digit_for(char c);

[[nodiscard]] std::string iso_date(std::chrono::year_month_day date);

}  // namespace kho::ingest

// index/analysis/date_mention.h - Dates that a text mentions.
//
//   05/06/2022  5-6-2022  05.06.2022  2022-06-05       the day first, or ISO 8601
//   ngày 5 tháng 6 năm 2022  (a comma before năm)      begins with ngày, where that stands there
//   tháng 6/2022  tháng 6-2022  tháng 6 năm 2022       a month
// In words with or without diacritics. A number of a document is no date, though it begins like
// one: 05/06/2022/TT, 12/2022/QH14; nor is a version or an amount: 1.05.06.2022.
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <cstdint>
#include <vector>

namespace kho::index {

inline constexpr int kMentionYearMin = 1900;
inline constexpr int kMentionYearMax = 2199;

struct DateMention {
  int year = 0;            // kMentionYearMin..kMentionYearMax
  int month = 0;           // 1..12
  int day = 0;             // A day of the Gregorian calendar; 0 where only the month is mentioned.
  std::int32_t begin = 0;  // UTF-16 units, [begin, end).
  std::int32_t end = 0;

  friend bool operator==(const DateMention&, const DateMention&) = default;
};

// In the order of the text, which is as in lower() of text.h. Linear.
[[nodiscard]] std::vector<DateMention> date_mentions(const icu::UnicodeString& text);

}  // namespace kho::index

#include "ingest/signature/pdf_date.h"

#include <chrono>

namespace kho::ingest {
namespace {

// Takes the next `digits` digits off `text`. nullopt where there are fewer, or the number is not in
// [low, high].
std::optional<unsigned> take(std::string_view& text, std::size_t digits, unsigned low,
                             unsigned high) {
  if (text.size() < digits) return std::nullopt;
  unsigned number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(text[i] - '0');
  }
  if (number < low || number > high) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

// "Z", "+07'00'", "+07'00", "+07": minutes east of Greenwich.
std::optional<int> parse_offset(std::string_view text) {
  if (text.empty() || text.front() == 'Z') return 0;
  const char sign = text.front();
  if (sign != '+' && sign != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take(text, 2, 0, 23);
  if (!hours) return std::nullopt;
  if (text.starts_with('\'')) text.remove_prefix(1);
  const unsigned minutes = text.empty() ? 0 : take(text, 2, 0, 59).value_or(0);
  const int offset = static_cast<int>(*hours * 60 + minutes);
  return sign == '+' ? offset : -offset;
}

}  // namespace

std::optional<std::int64_t> parse_pdf_date(std::string_view text) {
  if (text.starts_with("D:")) text.remove_prefix(2);
  const auto year = take(text, 4, 1, 9999);
  if (!year) return std::nullopt;
  // What is missing is the first of its kind.
  const auto part = [&](unsigned low, unsigned high) -> std::optional<unsigned> {
    const bool given = !text.empty() && text.front() >= '0' && text.front() <= '9';
    return given ? take(text, 2, low, high) : low;
  };
  const auto month = part(1, 12);
  const auto day = part(1, 31);
  const auto hour = part(0, 23);
  const auto minute = part(0, 59);
  const auto second = part(0, 59);
  const auto offset = parse_offset(text);
  if (!month || !day || !hour || !minute || !second || !offset) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86400 + *hour * 3600 + *minute * 60 + *second - *offset * 60;
}

}  // namespace kho::ingest

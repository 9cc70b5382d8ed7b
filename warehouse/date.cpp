#include "warehouse/date.h"

#include <fmt/format.h>

#include <chrono>

namespace kho::warehouse {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kMsPerDay = 24 * 60 * 60 * 1000;
constexpr std::int64_t kVietnamOffsetMs = 7 * 60 * 60 * 1000;

year_month_day calendar(std::int32_t days) { return sys_days(std::chrono::days(days)); }

std::int64_t floor_days(std::int64_t ms) {
  return ms >= 0 ? ms / kMsPerDay : -((-ms + kMsPerDay - 1) / kMsPerDay);
}

}  // namespace

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int fields[3] = {0, 0, 0};
  for (std::size_t i = 0, field = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++field;
    } else if (text[i] >= '0' && text[i] <= '9') {
      fields[field] = fields[field] * 10 + (text[i] - '0');
    } else {
      return std::nullopt;
    }
  }
  const year_month_day day{std::chrono::year(fields[0]),
                           std::chrono::month(static_cast<unsigned>(fields[1])),
                           std::chrono::day(static_cast<unsigned>(fields[2]))};
  if (!day.ok() || fields[0] < 1800) return std::nullopt;
  return Date(static_cast<std::int32_t>(sys_days(day).time_since_epoch().count()));
}

Date Date::in_vietnam(std::int64_t ms) {
  return Date(static_cast<std::int32_t>(floor_days(ms + kVietnamOffsetMs)));
}

std::string Date::text() const {
  const year_month_day day = calendar(days_);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::int64_t Date::begin_ms() const { return days_ * kMsPerDay - kVietnamOffsetMs; }

int Date::year() const { return static_cast<int>(calendar(days_).year()); }

Date Date::years_later(std::uint32_t years) const {
  const year_month_day day = calendar(days_) + std::chrono::years(static_cast<int>(years));
  const sys_days later = day.ok() ? sys_days(day) : sys_days(day.year() / day.month() / 28);
  return Date(static_cast<std::int32_t>(later.time_since_epoch().count()));
}

std::string utc_text(std::int64_t ms) {
  const std::int64_t days = floor_days(ms);
  const std::int64_t rest = ms - days * kMsPerDay;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", Date(static_cast<std::int32_t>(days)).text(),
                     rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

}  // namespace kho::warehouse

#include "warehouse/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "warehouse/date.h"

namespace kho::warehouse {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr std::int64_t kMsOfMinute = 60'000;
constexpr std::int64_t kMsOfDay = kMinutesOfDay * kMsOfMinute;

// Of "HH:MM", 00:00 to 24:00.
std::optional<int> minute_of_day(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!is_digit(text[at]) || !is_digit(text[at + 1])) return kMinutesOfDay;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = digits(0), minute = digits(3);
  if (minute >= 60 || hour * 60 + minute > kMinutesOfDay) return std::nullopt;
  return hour * 60 + minute;
}

std::string minute_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

}  // namespace

std::optional<QuietHours> QuietHours::parse(std::string_view text) {
  QuietHours hours;
  if (text.empty()) return hours;
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto begin = minute_of_day(text.substr(0, 5)), end = minute_of_day(text.substr(6));
  if (!begin || !end || *begin == *end || *begin == kMinutesOfDay) return std::nullopt;
  hours.begin_minute_ = *begin;
  hours.minutes_ = *end - *begin + (*end < *begin ? kMinutesOfDay : 0);
  return hours;
}

std::optional<QuietHours::Night> QuietHours::at_or_after(std::int64_t ms) const {
  if (minutes_ == 0) return std::nullopt;
  const std::int64_t midnight_ms = Date::in_vietnam(ms).begin_ms();
  // That of the day before may reach into this one.
  for (int day = -1;; ++day) {
    const std::int64_t begin_ms = midnight_ms + day * kMsOfDay + begin_minute_ * kMsOfMinute;
    const Night night{begin_ms, begin_ms + minutes_ * kMsOfMinute};
    if (ms < night.end_ms) return night;
  }
}

std::string QuietHours::text() const {
  if (minutes_ == 0) return {};
  const int end = begin_minute_ + minutes_;
  return minute_text(begin_minute_) + "-" +
         minute_text(end > kMinutesOfDay ? end - kMinutesOfDay : end);
}

std::optional<std::int64_t> next_run_ms(const QuietHours& hours, const TaskRecord& task,
                                        std::int64_t now_ms) {
  if (task.paused_until_ms == kPausedForGood) return std::nullopt;
  std::int64_t from_ms = std::max(now_ms, task.paused_until_ms);
  auto night = hours.at_or_after(from_ms);
  if (night && task.started_at_ms != 0 && night->holds(task.started_at_ms)) {
    from_ms = night->end_ms;
    night = hours.at_or_after(from_ms);
  }
  if (!night) return std::nullopt;
  return std::max(from_ms, night->begin_ms);
}

}  // namespace kho::warehouse

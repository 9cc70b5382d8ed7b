// warehouse/date.h - A calendar day, as papers carry it. Immutable value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kho::warehouse {

class Date {
 public:
  explicit Date(std::int32_t days) : days_(days) {}

  // "YYYY-MM-DD" (RFC 3339 full-date), a real day of the years 1800..9999; nullopt otherwise.
  static std::optional<Date> parse(std::string_view text);
  // The day on which `ms` since 1970-01-01 UTC falls in Vietnam (UTC+7, no summer time).
  static Date in_vietnam(std::int64_t ms);

  [[nodiscard]] std::string text() const;                    // "YYYY-MM-DD"
  [[nodiscard]] std::int32_t days() const { return days_; }  // Since 1970-01-01.
  [[nodiscard]] int year() const;
  [[nodiscard]] std::int64_t begin_ms() const;  // Its midnight in Vietnam, since 1970-01-01 UTC.
  // The same day of a later year; of 29 February the 28th where that year has none.
  [[nodiscard]] Date years_later(std::uint32_t years) const;

  friend auto operator<=>(const Date&, const Date&) = default;

 private:
  std::int32_t days_;
};

// A moment as RFC 3339 in UTC with milliseconds: "2026-11-23T08:15:30.125Z".
[[nodiscard]] std::string utc_text(std::int64_t ms);

}  // namespace kho::warehouse

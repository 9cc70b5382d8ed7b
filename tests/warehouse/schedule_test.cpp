#include "warehouse/schedule.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schedule_codec.h"

namespace kho::warehouse {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

// "2026-11-23 22:00" in Vietnam.
std::int64_t at(const std::string& text) {
  return day(text.substr(0, 10).c_str()).begin_ms() + std::stoi(text.substr(11, 2)) * kHourMs +
         std::stoi(text.substr(14, 2)) * kMinuteMs;
}

QuietHours hours(std::string_view text) { return QuietHours::parse(text).value(); }

TaskRecord begun(std::int64_t ms) {
  TaskRecord record;
  record.started_at_ms = ms;
  return record;
}

TEST(QuietHours, WhatIsNoSpanIsRefused) {
  for (const char* text :
       {"22:00", "22:00-22:00", "24:00-05:00", "25:00-05:00", "22:60-05:00", "22:00-24:01",
        "2:00-05:00", "22:00 05:00", "22.00-05.00", "ab:cd-ef:gh", "22:00-05:00 ", "-1:00-05:00"}) {
    EXPECT_FALSE(QuietHours::parse(text)) << text;
  }
  for (const char* text : {"22:00-05:00", "00:00-24:00", "12:30-13:15", ""}) {
    EXPECT_EQ(hours(text).text(), text);
  }
}

TEST(QuietHours, OverMidnightANightIsOne) {
  const QuietHours quiet = hours("22:00-05:00");
  for (const char* now : {"2026-11-23 22:00", "2026-11-23 23:59", "2026-11-24 00:00",
                          "2026-11-24 04:59", "2026-11-23 05:00", "2026-11-23 21:59"}) {
    const auto night = quiet.at_or_after(at(now)).value();
    EXPECT_EQ(night.begin_ms, at("2026-11-23 22:00")) << now;
    EXPECT_EQ(night.end_ms, at("2026-11-24 05:00")) << now;
  }
  EXPECT_EQ(quiet.at_or_after(at("2026-11-24 05:00"))->begin_ms, at("2026-11-24 22:00"));
}

TEST(QuietHours, WholeDaysFollowEachOther) {
  const auto night = hours("00:00-24:00").at_or_after(at("2026-11-23 12:00")).value();
  EXPECT_EQ(night.begin_ms, at("2026-11-23 00:00"));
  EXPECT_EQ(night.end_ms, at("2026-11-24 00:00"));
}

TEST(Schedule, WithoutQuietHoursNothingIsEverDue) {
  EXPECT_EQ(next_run_ms(QuietHours(), {}, at("2026-11-23 23:00")), std::nullopt);
  EXPECT_EQ(next_run_ms(hours(""), {}, at("2026-11-23 23:00")), std::nullopt);
}

TEST(Schedule, OnceInANight) {
  const QuietHours quiet = hours("22:00-05:00");
  EXPECT_EQ(next_run_ms(quiet, {}, at("2026-11-23 10:00")), at("2026-11-23 22:00"));
  EXPECT_EQ(next_run_ms(quiet, {}, at("2026-11-24 03:00")), at("2026-11-24 03:00"));
  // Begun before midnight: what is left of the night is for others, the next is its own again.
  const TaskRecord done = begun(at("2026-11-23 22:01"));
  for (const char* now : {"2026-11-23 22:02", "2026-11-24 00:30", "2026-11-24 12:00"}) {
    EXPECT_EQ(next_run_ms(quiet, done, at(now)), at("2026-11-24 22:00")) << now;
  }
  EXPECT_EQ(next_run_ms(quiet, done, at("2026-11-24 22:00")), at("2026-11-24 22:00"));
}

TEST(Schedule, EveryDayOfAYearHasItsTurnAndOnlyOne) {
  const QuietHours quiet = hours("22:00-05:00");
  TaskRecord record;
  int runs = 0;
  for (std::int64_t now = at("2026-01-01 12:00"); now < at("2027-01-01 12:00");
       now += 7 * kMinuteMs) {
    if (next_run_ms(quiet, record, now) != now) continue;
    record.started_at_ms = now;
    ++runs;
  }
  EXPECT_EQ(runs, 365);
}

TEST(Schedule, AWeekWithoutServerIsNotMadeUpFor) {
  const QuietHours quiet = hours("22:00-05:00");
  TaskRecord record = begun(at("2026-11-23 22:00"));
  const std::int64_t back = at("2026-11-30 22:30");
  ASSERT_EQ(next_run_ms(quiet, record, back), back);
  record.started_at_ms = back;
  EXPECT_EQ(next_run_ms(quiet, record, back + kMinuteMs), at("2026-12-01 22:00"));
}

TEST(Schedule, ClockThatJumpsBackPutsNothingOffForLong) {
  const QuietHours quiet = hours("22:00-05:00");
  // Begun, as it seems, a year from now.
  const TaskRecord ahead = begun(at("2027-11-23 22:00"));
  EXPECT_EQ(next_run_ms(quiet, ahead, at("2026-11-23 23:00")), at("2026-11-23 23:00"));
  // An hour back within the night: it has had its turn.
  const TaskRecord tonight = begun(at("2026-11-24 01:00"));
  EXPECT_EQ(next_run_ms(quiet, tonight, at("2026-11-24 00:00")), at("2026-11-24 22:00"));
}

TEST(Schedule, ClockThatJumpsForwardBeginsTheNightItIsIn) {
  const QuietHours quiet = hours("22:00-05:00");
  const TaskRecord record = begun(at("2026-11-23 22:00"));
  const std::int64_t later = at("2026-11-23 22:00") + 40 * kDayMs + kHourMs;
  EXPECT_EQ(next_run_ms(quiet, record, later), later);
}

TEST(Schedule, PausedTasksWait) {
  const QuietHours quiet = hours("22:00-05:00");
  TaskRecord record;
  record.paused_until_ms = kPausedForGood;
  EXPECT_EQ(next_run_ms(quiet, record, at("2026-11-23 23:00")), std::nullopt);
  // The day begins inside of a night.
  record.paused_until_ms = at("2026-12-01 00:00");
  EXPECT_EQ(next_run_ms(quiet, record, at("2026-11-23 23:00")), at("2026-12-01 00:00"));
  record.paused_until_ms = at("2026-12-01 12:00");
  EXPECT_EQ(next_run_ms(quiet, record, at("2026-11-23 23:00")), at("2026-12-01 22:00"));
  // It is over.
  EXPECT_EQ(next_run_ms(quiet, record, at("2026-12-03 23:00")), at("2026-12-03 23:00"));
}

TEST(Schedule, RecordIsReadBackAndADamagedOneRefused) {
  TaskRecord record = begun(1795446060000);
  record.ended_at_ms = 1795446540000;
  record.outcome = RunOutcome::kDamageFound;
  record.job = Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");
  record.findings = {1, 2, 3};
  record.succeeded_at_ms = 1795360140000;
  record.next_part = 17;
  record.paused_until_ms = kPausedForGood;
  record.paused_by = "os:quản trị";
  std::ifstream golden(KHO_GOLDEN_DIRECTORY "/records-v1/scheduled_task", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(golden), {}};
  EXPECT_EQ(encode(record), bytes);
  EXPECT_EQ(encode(decode_task_record(bytes)), bytes);
  EXPECT_THROW((void)decode_task_record("\xff\xff"), store::Error);
  EXPECT_THROW((void)decode_task_record("\x18\x63"), store::Error);  // Outcome 99.
}

}  // namespace
}  // namespace kho::warehouse

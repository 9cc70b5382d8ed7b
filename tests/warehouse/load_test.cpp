#include "warehouse/load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

namespace kho::warehouse {
namespace {

using namespace std::chrono_literals;
using Time = LoadClock::Time;

// Goes on only when somebody sleeps or works. For one thread.
class FakeClock : public LoadClock {
 public:
  Time now() override { return time; }
  void sleep_until(Time until, const std::stop_token& stop) override {
    if (!stop.stop_requested()) time = std::max(time, until);
  }
  Time time{5s};  // Its beginning is no matter.
};

std::vector<Time> plan_of(double per_second, std::uint64_t seed, Time end) {
  ArrivalPlan plan(per_second, seed);
  std::vector<Time> due;
  for (Time next = plan.next(); next < end; next = plan.next()) due.push_back(next);
  return due;
}

TEST(LoadTest, PlanIsAPoissonProcessTheSameForTheSameSeed) {
  const std::vector<Time> due = plan_of(1000, 1, 100s);
  EXPECT_EQ(due, plan_of(1000, 1, 100s));
  EXPECT_NE(due, plan_of(1000, 2, 100s));
  EXPECT_TRUE(std::ranges::is_sorted(due));
  // 100,000 are expected; more than five deviations (316 each) would be another process. Gaps of an
  // exponential distribution are as wide as they are long.
  EXPECT_NEAR(static_cast<double>(due.size()), 100'000, 1600);
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < due.size(); ++i) {
    const double gap = std::chrono::duration<double, std::milli>(due[i] - due[i - 1]).count();
    sum += gap;
    squares += gap * gap;
  }
  const auto gaps = static_cast<double>(due.size() - 1);
  const double mean = sum / gaps;
  EXPECT_NEAR(mean, 1.0, 0.02);
  EXPECT_NEAR(std::sqrt(squares / gaps - mean * mean), 1.0, 0.03);
}

TEST(LoadTest, EachRequestIsMadeWhenItIsDue) {
  FakeClock clock;
  const Time begin = clock.time;
  std::vector<Time> made;
  const LoadResult result = open_loop({10s, 1, 50, 3}, clock,
                                      [&](std::uint64_t number) -> std::uint64_t {
                                        EXPECT_EQ(number, made.size());
                                        made.push_back(clock.time - begin);
                                        return 10;
                                      },
                                      {});
  EXPECT_EQ(made, plan_of(50, 3, 10s));
  EXPECT_EQ(result.planned, made.size());
  EXPECT_EQ(result.done, made.size());
  EXPECT_EQ(result.bytes, 10 * made.size());
  EXPECT_EQ(result.latency.max(), Time(0));
  EXPECT_TRUE(result.kept_up);
  EXPECT_EQ(result.time, 10s);
}

TEST(LoadTest, OneThatStallsCostsAllThatWereDueMeanwhile) {
  FakeClock clock;
  const Time begin = clock.time;
  const std::vector<Time> due = plan_of(1000, 1, 10s);
  constexpr std::uint64_t kStalled = 3000;
  // The others take no time, so the one thread is free again at the end of the stall.
  const auto request = [&](std::uint64_t number) -> std::uint64_t {
    if (number == kStalled) clock.time += 1s;
    return 0;
  };
  const LoadResult result = open_loop({10s, 1, 1000, 1}, clock, request, {});
  const Time over = due[kStalled] + 1s;
  LatencyHistogram expected;
  std::size_t late = 0;
  for (std::size_t i = 0; i < due.size(); ++i) {
    const bool waited = i >= kStalled && due[i] < over;
    expected.record(waited ? over - due[i] : Time(0));
    late += waited ? 1 : 0;
  }
  EXPECT_GT(late, 900u);
  EXPECT_EQ(result.latency.count(), due.size());
  for (const std::uint64_t per_mille : {500U, 900U, 950U, 990U, 999U, 1000U}) {
    EXPECT_EQ(result.latency.percentile(per_mille), expected.percentile(per_mille)) << per_mille;
  }
  EXPECT_GT(*result.latency.percentile(950), 400ms);
  // What a client sees that asks again only when it was answered: one slow request of ten thousand.
  EXPECT_EQ(result.service.percentile(999), Time(0));
  EXPECT_EQ(result.service.max(), 1s);
  EXPECT_TRUE(result.kept_up);
  EXPECT_EQ(clock.time, begin + due.back());
}

TEST(LoadTest, MoreThanCanBeAnsweredIsSaid) {
  FakeClock clock;
  const auto request = [&](std::uint64_t) -> std::uint64_t {
    clock.time += 2ms;  // 500 a second.
    return 0;
  };
  const LoadResult result = open_loop({10s, 1, 750, 1}, clock, request, {});
  EXPECT_FALSE(result.kept_up);
  EXPECT_NEAR(result.per_second(), 500, 5);
  EXPECT_EQ(result.done, result.planned);  // Those left were made behind the end.
  EXPECT_EQ(result.unfinished, 0u);
  // The last waited for a third of the time.
  EXPECT_GT(result.latency.max(), 4s);
  EXPECT_EQ(result.service.max(), 2ms);
}

TEST(LoadTest, WhatWouldNeverEndIsGivenUpAndCountedWithItsLatency) {
  FakeClock clock;
  const Time begin = clock.time;
  const auto request = [&](std::uint64_t) -> std::uint64_t {
    clock.time += 20ms;  // 50 a second.
    return 0;
  };
  const LoadResult result = open_loop({10s, 1, 1000, 1}, clock, request, {});
  EXPECT_FALSE(result.kept_up);
  EXPECT_EQ(result.planned, plan_of(1000, 1, 10s).size());
  EXPECT_EQ(result.done, 1000u);
  EXPECT_EQ(result.unfinished, result.planned - result.done);
  EXPECT_EQ(result.latency.count(), result.planned);
  EXPECT_EQ(result.service.count(), result.done);
  // Half were due in the first five seconds, and most of them had waited since.
  EXPECT_GT(*result.latency.percentile(500), 10s);
  EXPECT_NEAR(std::chrono::duration<double>(clock.time - begin).count(), 20, 0.1);
}

TEST(LoadTest, FailuresAreCountedAndFlatterNoTime) {
  FakeClock clock;
  const auto request = [&](std::uint64_t number) -> std::uint64_t {
    if (number % 4 == 0) throw std::runtime_error("number " + std::to_string(number));
    clock.time += 1ms;
    return 0;
  };
  const LoadResult result = open_loop({10s, 1, 10, 1}, clock, request, {});
  EXPECT_EQ(result.failed, (result.planned + 3) / 4);
  EXPECT_EQ(result.done, result.planned - result.failed);
  EXPECT_EQ(result.latency.count(), result.done);
  EXPECT_EQ(result.failure, "number 0");
  EXPECT_TRUE(result.kept_up);
}

TEST(LoadTest, StoppedOneTellsWhatItHadByThen) {
  FakeClock clock;
  std::stop_source stop;
  const auto request = [&](std::uint64_t number) -> std::uint64_t {
    if (number == 99) stop.request_stop();
    return 0;
  };
  const LoadResult result = open_loop({10s, 1, 100, 1}, clock, request, stop.get_token());
  EXPECT_EQ(result.planned, 100u);
  EXPECT_EQ(result.done, 100u);
  EXPECT_EQ(result.time, plan_of(100, 1, 10s).at(99));
}

TEST(LoadTest, ClosedLoopAsksAgainWhenItWasAnswered) {
  FakeClock clock;
  const auto request = [&](std::uint64_t) -> std::uint64_t {
    clock.time += 300ms;
    return 1000;
  };
  const LoadResult result = closed_loop({1s, 1}, clock, request, {});
  EXPECT_EQ(result.done, 4u);  // The last began before the end.
  EXPECT_EQ(result.time, 1200ms);
  EXPECT_DOUBLE_EQ(result.per_second(), 4 / 1.2);
  EXPECT_DOUBLE_EQ(result.bytes_per_second(), 4000 / 1.2);
  EXPECT_EQ(result.service.max(), 300ms);
}

TEST(LoadTest, ThreadsShareThePlan) {
  std::mutex mutex;
  std::set<std::uint64_t> numbers;
  const auto request = [&](std::uint64_t number) -> std::uint64_t {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(numbers.insert(number).second);
    return 1;
  };
  const LoadResult result = open_loop({200ms, 4, 5000, 1}, load_clock(), request, {});
  EXPECT_EQ(result.planned, plan_of(5000, 1, 200ms).size());
  EXPECT_EQ(numbers.size(), result.planned);
  EXPECT_EQ(result.bytes, result.done);
  EXPECT_EQ(result.latency.count(), result.planned);
}

TEST(LoadTest, MachinesClockWakesNobodyEarlyAndEverybodyWhenStopped) {
  const Time now = load_clock().now();
  load_clock().sleep_until(now + 3ms, {});
  EXPECT_GE(load_clock().now(), now + 3ms);
  load_clock().sleep_until(now, {});  // Is over.
  std::stop_source stop;
  stop.request_stop();
  load_clock().sleep_until(now + 100h, stop.get_token());
}

}  // namespace
}  // namespace kho::warehouse

#include "warehouse/latency_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace kho::warehouse {
namespace {

using Time = LatencyHistogram::Time;

TEST(LatencyHistogramTest, TellsNoTimeBelowTheTrueOneAndAtMostAThousandthAbove) {
  std::mt19937_64 random(7);
  for (int bits = 1; bits < 62; bits += 3) {
    LatencyHistogram histogram;
    std::vector<std::int64_t> times;
    for (int i = 0; i < 5000; ++i) {
      times.push_back(static_cast<std::int64_t>(random() >> (64 - bits)));
      histogram.record(Time(times.back()));
    }
    std::ranges::sort(times);
    for (const std::uint64_t per_mille : {1U, 500U, 900U, 990U, 999U}) {
      const std::int64_t exact = times[(times.size() * per_mille + 999) / 1000 - 1];
      const std::int64_t told = histogram.percentile(per_mille)->count();
      EXPECT_GE(told, exact);
      EXPECT_LE(told - exact, exact / 1024) << bits << " bits, " << per_mille;
    }
    EXPECT_EQ(histogram.percentile(1000), Time(times.back()));
    EXPECT_EQ(histogram.max(), Time(times.back()));
  }
}

TEST(LatencyHistogramTest, PercentilesAreToldOnlyWhereSomethingCanLieAboveThem) {
  LatencyHistogram histogram;
  EXPECT_EQ(histogram.percentile(500), std::nullopt);
  EXPECT_EQ(histogram.percentile(1000), std::nullopt);
  for (int i = 1; i < 1000; ++i) histogram.record(Time(i));
  EXPECT_EQ(histogram.percentile(990), Time(990));
  EXPECT_EQ(histogram.percentile(999), std::nullopt);
  histogram.record(Time(1000));
  EXPECT_EQ(histogram.percentile(999), Time(999));
  EXPECT_EQ(histogram.percentile(1000), Time(1000));
}

TEST(LatencyHistogramTest, TwoAddedTellWhatOneWouldHave) {
  LatencyHistogram one, other, both;
  for (int i = 0; i < 3000; ++i) {
    const Time took(i * i);
    (i % 3 == 0 ? one : other).record(took);
    both.record(took);
  }
  one.add(other);
  EXPECT_EQ(one.count(), 3000u);
  for (const std::uint64_t per_mille : {1U, 500U, 999U, 1000U}) {
    EXPECT_EQ(one.percentile(per_mille), both.percentile(per_mille));
  }
}

TEST(LatencyHistogramTest, ClockThatWentBackCountsAsNoTime) {
  LatencyHistogram histogram;
  histogram.record(Time(-5));
  EXPECT_EQ(histogram.max(), Time(0));
  EXPECT_EQ(histogram.percentile(1000), Time(0));
}

}  // namespace
}  // namespace kho::warehouse

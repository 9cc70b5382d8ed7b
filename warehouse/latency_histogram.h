// warehouse/latency_histogram.h - How long many things took, in little memory and with a known
// error.
//
// Times lie in buckets as HdrHistogram has them: each octave is cut into kBucketsAnOctave, so that
// what is told lies at most 1/kBucketsAnOctave above the true time, and never below it; below
// 2 * kBucketsAnOctave nanoseconds, and of the largest, it is exact.
//
// Thread-compatible value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace kho::warehouse {

class LatencyHistogram {
 public:
  using Time = std::chrono::nanoseconds;
  static constexpr std::uint64_t kBucketsAnOctave = 1024;

  void record(Time took);  // What is negative counts as 0.
  void add(const LatencyHistogram& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Time max() const { return Time(max_); }  // 0 of none.
  // So many of 1,000 took at most this long: 0 < `per_mille` <= 1000, e.g. 999 for the percentile
  // 99.9. nullopt where so few were recorded that none lies above it: 1,000 are needed for 99.9.
  [[nodiscard]] std::optional<Time> percentile(std::uint64_t per_mille) const;

 private:
  std::vector<std::uint64_t> counts_;  // As long as it has to be.
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace kho::warehouse

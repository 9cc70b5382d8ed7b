#include "warehouse/latency_histogram.h"

#include <algorithm>
#include <bit>

namespace kho::warehouse {
namespace {

constexpr std::uint64_t kBuckets = LatencyHistogram::kBucketsAnOctave;

std::size_t bucket_of(std::uint64_t value) {
  if (value < 2 * kBuckets) return value;
  const auto shift = static_cast<std::uint64_t>(std::bit_width(value / (2 * kBuckets)));
  return shift * kBuckets + (value >> shift);
}

// The largest value in it.
std::uint64_t top_of(std::uint64_t bucket) {
  if (bucket < 2 * kBuckets) return bucket;
  const std::uint64_t shift = bucket / kBuckets - 1;
  return ((bucket - shift * kBuckets + 1) << shift) - 1;
}

}  // namespace

void LatencyHistogram::record(Time took) {
  const std::int64_t value = std::max<std::int64_t>(took.count(), 0);
  const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(value));
  if (bucket >= counts_.size()) counts_.resize(bucket + 1);
  ++counts_[bucket];
  ++count_;
  max_ = std::max(max_, value);
}

void LatencyHistogram::add(const LatencyHistogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::optional<LatencyHistogram::Time> LatencyHistogram::percentile(std::uint64_t per_mille) const {
  if (count_ == 0 || count_ * (1000 - per_mille) < (per_mille < 1000 ? 1000U : 0U)) return {};
  const std::uint64_t rank = (count_ * per_mille + 999) / 1000;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) {
      return Time(std::min(static_cast<std::int64_t>(top_of(bucket)), max_));
    }
  }
  return max();
}

}  // namespace kho::warehouse

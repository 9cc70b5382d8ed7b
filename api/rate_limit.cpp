#include "api/rate_limit.h"

#include <algorithm>
#include <cmath>

#include "api/problem.h"
#include "api/remote_address.h"

namespace kho::api {
namespace {

void spend(RateLimiter& limiter, std::string_view asker) {
  const auto wait = limiter.take(asker, std::chrono::steady_clock::now());
  if (!wait) return;
  throw Problem(429, "rate_limited",
                "too many requests: ask again in " + std::to_string(*wait) + " s", *wait);
}

}  // namespace

std::optional<std::uint32_t> RateLimiter::take(std::string_view asker, Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_asker_.find(asker);
  if (found != by_asker_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
  } else {
    if (buckets_.size() >= askers_max_) {
      by_asker_.erase(buckets_.back().asker);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(asker), rate_.burst, now});
    by_asker_.emplace(buckets_.front().asker, buckets_.begin());
  }
  Bucket& bucket = buckets_.front();
  // Threads look at the clock before they come here: it may seem to go back.
  const double passed = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
  bucket.requests = std::min(rate_.burst, bucket.requests + passed * rate_.per_second);
  bucket.at = std::max(bucket.at, now);
  if (bucket.requests >= 1) {
    bucket.requests -= 1;
    return std::nullopt;
  }
  constexpr double kWaitMax = 3600;
  const double wait = std::ceil((1 - bucket.requests) / rate_.per_second);
  return static_cast<std::uint32_t>(std::clamp(wait, 1.0, kWaitMax));
}

RateLimits::RateLimits(std::optional<Rate> rate, Rate refusals) : refusals_(refusals) {
  if (!rate) return;
  tokens_.emplace(*rate);
  addresses_.emplace(*rate);
}

void RateLimits::count_token(std::string_view token) {
  if (tokens_) spend(*tokens_, token);
}

void RateLimits::count_address(const std::string& address) {
  if (addresses_) spend(*addresses_, network_of(address));
}

void RateLimits::count_refusal(const std::string& address) {
  spend(refusals_, network_of(address));
}

}  // namespace kho::api

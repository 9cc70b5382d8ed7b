// api/rate_limit.h - How often one may ask: a token bucket for each who asks.
//
// A bucket holds `burst` requests and fills by `per_second`. Buckets of those who asked last are
// kept, up to a bound: whoever is forgotten begins with a full one. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kho::api {

struct Rate {
  double per_second = 0;  // More than 0.
  double burst = 1;       // 1 or more.
};

class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kAskersMax = 100'000;

  explicit RateLimiter(Rate rate, std::size_t askers_max = kAskersMax)
      : rate_(rate), askers_max_(askers_max) {}

  // Takes one request out of the bucket. Where there is none: in how many seconds there will be, 1
  // or more.
  [[nodiscard]] std::optional<std::uint32_t> take(std::string_view asker, Time now);

 private:
  struct Bucket {
    std::string asker;
    double requests;
    Time at;  // When it had them.
  };

  const Rate rate_;
  const std::size_t askers_max_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // Who asked last stands first. Protected by mutex_, as the next.
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_asker_;
};

// The limits of a server. Who has the warehouse's directory is asked for none of them.
class RateLimits {
 public:
  // A wrong token costs little to refuse and cannot be guessed: this bounds what is spent on those
  // who try, and shows them in the metrics (429).
  static constexpr Rate kRefusals{1, 60};

  // Absent: only refused tokens are limited.
  explicit RateLimits(std::optional<Rate> rate, Rate refusals = kRefusals);

  // Each throws Problem 429 rate_limited, with Retry-After.
  void count_token(std::string_view token);        // A good one; by its id or subject.
  void count_address(const std::string& address);  // Without a good token.
  void count_refusal(const std::string& address);  // A token was wrong.

 private:
  std::optional<RateLimiter> tokens_;
  std::optional<RateLimiter> addresses_;
  RateLimiter refusals_;
};

}  // namespace kho::api

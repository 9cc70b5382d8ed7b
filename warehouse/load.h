// warehouse/load.h - Requests made at a steady rate or one after the other, and the time they took.
//
// open_loop() asks as many who know nothing of each other do: a plan made beforehand says when each
// request is due, and its latency counts from then, not from when a thread was free to make it. So
// one that is slow costs all that were due meanwhile, as it costs those who wait (to leave them out
// is known as coordinated omission). closed_loop() has each thread ask again as soon as it was
// answered: that finds how many a second can be answered, but its times leave the waiting out.
//
// Thread-safe functions; requests are made in threads of their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <stop_token>
#include <string>

#include "warehouse/latency_histogram.h"

namespace kho::warehouse {

// Thread-safe.
class LoadClock {
 public:
  using Time = std::chrono::nanoseconds;  // Since some moment.
  virtual ~LoadClock() = default;
  [[nodiscard]] virtual Time now() = 0;
  // Returns at `time`, not before, or as soon as `stop` is requested.
  virtual void sleep_until(Time time, const std::stop_token& stop) = 0;
};
[[nodiscard]] LoadClock& load_clock();  // The machine's, which nobody sets.

// When requests are due, since the beginning: a Poisson process, the same for the same seed.
class ArrivalPlan {
 public:
  ArrivalPlan(double per_second, std::uint64_t seed) : per_second_(per_second), random_(seed) {}
  [[nodiscard]] LoadClock::Time next();  // Each not before the one before.

 private:
  const double per_second_;
  std::mt19937_64 random_;
  double seconds_ = 0;
};

// Makes the request of this number, from 0 on, and returns the bytes that it got. What it throws is
// counted.
using LoadRequest = std::function<std::uint64_t(std::uint64_t number)>;

struct LoadOrder {
  LoadClock::Time time{0};  // For how long requests are made.
  unsigned threads = 1;     // So many at a time.
  double per_second = 0;    // open_loop() only.
  std::uint64_t seed = 0;   // Likewise.
};

struct LoadResult {
  LoadClock::Time time{0};       // For how long; shorter than ordered where it was stopped.
  LoadClock::Time last{0};       // When the last of them ended, since the beginning.
  std::uint64_t planned = 0;     // Were due in that time. All that follow are of these.
  std::uint64_t done = 0;        // Answered...
  std::uint64_t failed = 0;      // ...or failed; their times are in neither histogram...
  std::uint64_t unfinished = 0;  // ...or given up on, with the latency that they had by then.
  std::uint64_t in_time = 0;     // Answered or failed within that time.
  std::uint64_t bytes = 0;
  LatencyHistogram latency;  // From when a request was due to its answer...
  LatencyHistogram service;  // ...and from when it was made.
  std::string failure;       // The first.

  // False: more were left when the time was over than can have been under way, and over one in a
  // hundred: the queue grew.
  bool kept_up = true;

  // What was reached; 0 where there was no time.
  [[nodiscard]] double per_second() const;
  [[nodiscard]] double bytes_per_second() const;
};

// Goes on behind its time until what was due is done, for as long again at most. Where `stop` is
// requested, what was due by then and not begun is given up on.
[[nodiscard]] LoadResult open_loop(const LoadOrder& order, LoadClock& clock,
                                   const LoadRequest& request, const std::stop_token& stop);
// Everything is due when it is made; its time goes on until the last is answered.
[[nodiscard]] LoadResult closed_loop(const LoadOrder& order, LoadClock& clock,
                                     const LoadRequest& request, const std::stop_token& stop);

}  // namespace kho::warehouse

#include "warehouse/load.h"

#include <time.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace kho::warehouse {
namespace {

using Time = LoadClock::Time;

class SystemLoadClock : public LoadClock {
 public:
  Time now() override { return std::chrono::steady_clock::now().time_since_epoch(); }

  void sleep_until(Time time, const std::stop_token& stop) override {
    // A sleeper wakes up some 100 us late, which is longer than many an answer takes.
    constexpr Time kWakeUp = std::chrono::microseconds(100);
    constexpr Time kShort = std::chrono::milliseconds(5);
    if (time - now() > kShort) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any never;
      never.wait_for(lock, stop, time - now() - kShort / 2, [] { return false; });
    }
    if (const Time wake = time - kWakeUp; wake > now() && !stop.stop_requested()) {
      std::this_thread::sleep_for(wake - now());
    }
    while (now() < time && !stop.stop_requested()) std::this_thread::yield();
  }
};

// What all threads of one loop share.
class Loop {
 public:
  Loop(const LoadOrder& order, LoadClock& clock, const LoadRequest& request,
       const std::stop_token& stop, Time patience)
      : order_(order),
        clock_(clock),
        request_(request),
        stop_(stop),
        begin_(clock.now()),
        end_(order.time),
        give_up_(order.time + patience) {}

  // `due_of` says when the next request is due, by its number; calls never overlap.
  LoadResult run(const std::function<Time(Time now)>& due_of) {
    const std::stop_callback stopped(stop_, [this] {
      const Time now = elapsed();
      if (now < end_.load()) end_ = now;
      give_up_ = now;
    });
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 1; i < order_.threads; ++i) {
        threads.emplace_back([this, &due_of] { work(due_of); });
      }
      work(due_of);
    }
    result_.time = end_;
    result_.planned = result_.done + result_.failed + result_.unfinished;
    const std::uint64_t left = result_.planned - result_.in_time;
    result_.kept_up = left <= order_.threads + result_.planned / 100;
    return std::move(result_);
  }

 private:
  struct Arrival {
    std::uint64_t number = 0;
    Time due{0};
  };

  [[nodiscard]] Time elapsed() const { return clock_.now() - begin_; }

  std::optional<Arrival> next(const std::function<Time(Time now)>& due_of) {
    const std::lock_guard lock(mutex_);
    const Time due = due_of(elapsed());
    if (due >= end_.load()) return std::nullopt;
    return Arrival{taken_++, due};
  }

  void work(const std::function<Time(Time now)>& due_of) {
    LoadResult mine;
    while (const auto arrival = next(due_of)) {
      clock_.sleep_until(begin_ + arrival->due, stop_);
      const Time sent = elapsed();
      if (sent < arrival->due) break;  // Stopped before that.
      if (sent >= give_up_.load()) {
        ++mine.unfinished;
        mine.latency.record(sent - arrival->due);
        continue;
      }
      bool is_answered = true;
      std::uint64_t bytes = 0;
      try {
        bytes = request_(arrival->number);
      } catch (const std::exception& error) {
        is_answered = false;
        if (mine.failure.empty()) mine.failure = error.what();
      }
      const Time answered = elapsed();
      mine.last = answered;
      if (answered <= end_.load()) ++mine.in_time;
      if (!is_answered) {
        ++mine.failed;
        continue;
      }
      ++mine.done;
      mine.bytes += bytes;
      mine.latency.record(answered - arrival->due);
      mine.service.record(answered - sent);
    }
    const std::lock_guard lock(mutex_);
    result_.done += mine.done;
    result_.failed += mine.failed;
    result_.unfinished += mine.unfinished;
    result_.in_time += mine.in_time;
    result_.bytes += mine.bytes;
    result_.last = std::max(result_.last, mine.last);
    result_.latency.add(mine.latency);
    result_.service.add(mine.service);
    if (result_.failure.empty()) result_.failure = std::move(mine.failure);
  }

  const LoadOrder order_;
  LoadClock& clock_;
  const LoadRequest& request_;
  const std::stop_token& stop_;
  const Time begin_;
  std::atomic<Time> end_;      // Since begin_: requests are due before it.
  std::atomic<Time> give_up_;  // Since begin_: none is made from then on.
  std::mutex mutex_;
  std::uint64_t taken_ = 0;  // Protected by mutex_.
  LoadResult result_;        // Protected by mutex_.
};

double a_second(std::uint64_t count, Time time) {
  const double seconds = std::chrono::duration<double>(time).count();
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

}  // namespace

double LoadResult::per_second() const { return a_second(in_time, time); }
double LoadResult::bytes_per_second() const { return a_second(bytes, std::max(time, last)); }

LoadClock& load_clock() {
  static SystemLoadClock clock;
  return clock;
}

Time ArrivalPlan::next() {
  // By hand: what the standard's distributions make of a seed differs between libraries.
  constexpr double kStep = 0x1p-53;
  const double uniform = static_cast<double>(random_() >> 11) * kStep;  // 0 <= uniform < 1
  seconds_ -= std::log1p(-uniform) / per_second_;
  return Time(static_cast<std::int64_t>(seconds_ * 1e9));
}

LoadResult open_loop(const LoadOrder& order, LoadClock& clock, const LoadRequest& request,
                     const std::stop_token& stop) {
  ArrivalPlan plan(order.per_second, order.seed);
  return Loop(order, clock, request, stop, order.time).run([&](Time) { return plan.next(); });
}

LoadResult closed_loop(const LoadOrder& order, LoadClock& clock, const LoadRequest& request,
                       const std::stop_token& stop) {
  LoadResult result =
      Loop(order, clock, request, stop, order.time).run([](Time now) { return now; });
  result.time = std::max(result.time, result.last);
  result.in_time = result.planned;
  result.kept_up = true;
  return result;
}

}  // namespace kho::warehouse

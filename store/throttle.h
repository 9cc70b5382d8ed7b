// store/throttle.h - Holds a long reader to so many bytes a second. Thread-confined.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace kho::store {

class Throttle {
 public:
  // 0: no limit. A stop ends every wait.
  Throttle(std::uint64_t bytes_per_second, std::stop_token stop)
      : bytes_per_second_(bytes_per_second), stop_(std::move(stop)) {}

  // Waits until so many bytes since the beginning are no more than is allowed.
  void wait_for(std::uint64_t bytes) {
    if (bytes_per_second_ == 0) return;
    const auto due =
        started_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                       static_cast<double>(bytes) / static_cast<double>(bytes_per_second_)));
    std::unique_lock lock(mutex_);
    never_.wait_until(lock, stop_, due, [] { return false; });
  }

 private:
  using Clock = std::chrono::steady_clock;

  const std::uint64_t bytes_per_second_;
  const std::stop_token stop_;
  const Clock::time_point started_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable_any never_;  // Nobody wakes it but the stop.
};

}  // namespace kho::store

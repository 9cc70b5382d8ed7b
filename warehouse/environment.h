// warehouse/environment.h - Time and randomness, passed in so that tests can own them.
//
// Thread-safe, as every implementation must be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace kho::warehouse {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t now_ms() const = 0;  // Milliseconds since 1970-01-01 UTC.
};

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<unsigned char> out) = 0;
};

// So many random bytes, raw.
[[nodiscard]] std::string random_bytes(Random& random, std::size_t count);

[[nodiscard]] Clock& system_clock();
[[nodiscard]] Random& system_random();  // The kernel's generator (getrandom).

}  // namespace kho::warehouse

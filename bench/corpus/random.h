// bench/corpus/random.h - Random numbers that are the same on every machine for the same seed.
//
// SplitMix64 (Steele, Lea, Flood 2014). The distributions are our own because those of the
// standard library differ between implementations. Value type; thread-confined.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kho::corpus {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // An independent sequence for one thing that is made: the order in which things are made, and by
  // which thread, does not matter.
  Random(std::uint64_t seed, std::string_view thing, std::uint64_t number = 0) : state_(seed) {
    for (const char c : thing) state_ = (next() ^ static_cast<unsigned char>(c)) + number;
    next();
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // 0..n-1; n > 0. The bias of the remainder is below 2^-32 for every n used here.
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  // low..high, both included.
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }
  template <typename Container>
  const auto& pick(const Container& container) {
    return container[below(container.size())];
  }

 private:
  std::uint64_t state_;
};

// Normal deviates by table, fast enough for millions of pixels: sigma 1, cut off at 3.5.
class NormalNoise {
 public:
  explicit NormalNoise(Random random) : random_(random) {}
  float next() {
    if (left_ == 0) {
      bits_ = random_.next();
      left_ = 5;
    }
    const float value = table()[bits_ & (kTableSize - 1)];
    bits_ >>= 12;
    --left_;
    return value;
  }

 private:
  static constexpr std::size_t kTableSize = 4096;
  static const std::array<float, kTableSize>& table();

  Random random_;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

}  // namespace kho::corpus

#include "bench/corpus/random.h"

#include <algorithm>
#include <cmath>

namespace kho::corpus {

const std::array<float, NormalNoise::kTableSize>& NormalNoise::table() {
  // The quantiles of the normal distribution, found by bisecting its distribution function.
  static const auto quantiles = [] {
    std::array<float, kTableSize> result{};
    for (std::size_t i = 0; i < kTableSize; ++i) {
      const double wanted = (static_cast<double>(i) + 0.5) / kTableSize;
      double low = -4;
      double high = 4;
      for (int step = 0; step < 40; ++step) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::sqrt(2.0)) < wanted ? low : high) = middle;
      }
      result[i] = static_cast<float>(std::clamp(low, -3.5, 3.5));
    }
    return result;
  }();
  return quantiles;
}

}  // namespace kho::corpus

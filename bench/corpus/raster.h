// bench/corpus/raster.h - A picture in memory: 8 bits a sample, rows from the top.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kho::corpus {

struct Raster {
  int width = 0;     // Pixels.
  int height = 0;    // Pixels.
  int channels = 0;  // 1: grey, 3: red, green, blue.
  std::vector<std::uint8_t> samples;

  Raster() = default;
  Raster(int w, int h, int c)
      : width(w), height(h), channels(c), samples(static_cast<std::size_t>(w) * h * c) {}
  [[nodiscard]] std::size_t row_bytes() const { return static_cast<std::size_t>(width) * channels; }
  [[nodiscard]] std::uint8_t* row(int y) { return samples.data() + y * row_bytes(); }
  [[nodiscard]] const std::uint8_t* row(int y) const { return samples.data() + y * row_bytes(); }
};

}  // namespace kho::corpus

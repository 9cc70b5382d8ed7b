// tests/store/bilevel_images.h - Bilevel images drawn by simple code. Immutable functions.
#pragma once

#include <cstdint>
#include <random>

#include "store/codecs/bilevel_model.h"
#include "store/codecs/fax_t6.h"

namespace kho::store::test {

// Rows as store/codecs/bilevel_model.h has them.
struct Image {
  BilevelShape shape;
  Bytes pixels;

  explicit Image(BilevelShape of) : shape(of), pixels(row_bytes() * of.rows) {}

  [[nodiscard]] std::size_t row_bytes() const { return (std::size_t{shape.columns} + 7) / 8; }
  [[nodiscard]] ByteView row(std::uint32_t y) const {
    return ByteView(pixels).subspan(y * row_bytes(), row_bytes());
  }
  [[nodiscard]] bool black(std::uint32_t x, std::uint32_t y) const {
    return (std::to_integer<unsigned>(row(y)[x / 8]) >> (7 - x % 8) & 1U) != 0;
  }
  // Outside of the image nothing happens.
  void flip(std::uint32_t x, std::uint32_t y) {
    if (x >= shape.columns || y >= shape.rows) return;
    pixels[y * row_bytes() + x / 8] ^= static_cast<std::byte>(0x80 >> x % 8);
  }
  [[nodiscard]] Changes changes(std::uint32_t y) const {
    Changes found;
    for (std::uint32_t x = 0; x < shape.columns; ++x) {
      if (black(x, y) != (found.size() % 2 == 1)) found.push_back(x);
    }
    return found;
  }
};

inline Image filled(BilevelShape shape, bool black) {
  Image image(shape);
  for (std::uint32_t y = 0; black && y < shape.rows; ++y) {
    for (std::uint32_t x = 0; x < shape.columns; ++x) image.flip(x, y);
  }
  return image;
}

inline Image noise(BilevelShape shape, std::uint32_t seed) {
  std::mt19937 random(seed);
  Image image(shape);
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    for (std::uint32_t x = 0; x < shape.columns; ++x) {
      if ((random() >> 16 & 1) != 0) image.flip(x, y);
    }
  }
  return image;
}

// Dots on a grid that grow from left to right, as a printed photograph.
inline Image halftone(BilevelShape shape) {
  Image image(shape);
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    for (std::uint32_t x = 0; x < shape.columns; ++x) {
      const auto dx = static_cast<int>(x % 8) - 4;
      const auto dy = static_cast<int>((y + x / 8 % 2 * 4) % 8) - 4;
      if (static_cast<std::uint32_t>(dx * dx + dy * dy) * shape.columns < 32 * x) image.flip(x, y);
    }
  }
  return image;
}

// Lines of letters out of an alphabet of 24 invented ones, each of a few strokes, with specks.
inline Image text_page(BilevelShape shape, std::uint32_t seed) {
  constexpr std::uint32_t kWidth = 12;
  constexpr std::uint32_t kHeight = 18;
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t n) {
    return static_cast<std::uint32_t>(random() % n);
  };
  std::vector<Image> alphabet(24, Image({kWidth, kHeight}));
  for (Image& letter : alphabet) {
    for (int stroke = 0; stroke < 3; ++stroke) {
      const bool upright = below(2) != 0;
      const std::uint32_t at = below(upright ? kWidth - 3 : kHeight - 3);
      for (std::uint32_t i = 0; i < (upright ? kHeight : kWidth); ++i) {
        for (std::uint32_t thick = 0; thick < 3; ++thick) {
          const std::uint32_t x = upright ? at + thick : i;
          const std::uint32_t y = upright ? i : at + thick;
          if (!letter.black(x, y)) letter.flip(x, y);
        }
      }
    }
  }
  Image page(shape);
  for (std::uint32_t top = 20; top + kHeight < shape.rows; top += kHeight + 12) {
    for (std::uint32_t left = 16; left + kWidth + 16 < shape.columns; left += kWidth + 3) {
      if (below(6) == 0) continue;
      const Image& letter = alphabet[below(24)];
      for (std::uint32_t y = 0; y < kHeight; ++y) {
        for (std::uint32_t x = 0; x < kWidth; ++x) {
          if (letter.black(x, y)) page.flip(left + x, top + y);
        }
      }
    }
  }
  const std::uint32_t specks = shape.columns * shape.rows / 2000;
  for (std::uint32_t i = 0; i < specks; ++i) {
    const std::uint32_t y = below(shape.rows);
    page.flip(below(shape.columns), y);
  }
  return page;
}

struct T6Style {
  bool byte_aligned = false;
  T6Preference preference = T6Preference::kPass;
  bool end_of_block = true;
};

inline Bytes t6_stream(const Image& image, T6Style style) {
  T6Writer writer({image.shape.columns, style.byte_aligned});
  Changes above;
  for (std::uint32_t y = 0; y < image.shape.rows; ++y) {
    Changes row = image.changes(y);
    writer.write_row(above, row, style.preference);
    above = std::move(row);
  }
  if (style.end_of_block) {
    writer.put(1, 12);
    writer.put(1, 12);
  }
  return writer.take_bytes();
}

}  // namespace kho::store::test

// store/codecs/bilevel_model.h - Bilevel images, lossless, row by row: a mixed context model.
//
// Each pixel is predicted from the pixels above and left of it in several ways, one of them the
// place that looked most like this one before (the same letter, mostly). The predictions are mixed
// by weights that learn, and the pixel goes to a binary arithmetic coder. Integers only; every step
// is specified in docs/format/fax.md.
//
// A row is (columns + 7) / 8 bytes, the leftmost pixel in the highest bit, 1 is black, and the bits
// behind the last pixel are 0.
//
// Memory: the image at one bit a pixel, padded, and at most 12 MB. Time: docs/format/fax.md,
// "Bounds". Thread safety: thread-confined.
#pragma once

#include <cstdint>
#include <memory>

#include "store/bytes.h"

namespace kho::store {

// Both at least 1, and fits() holds.
struct BilevelShape {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
};

inline constexpr std::uint64_t kBilevelPixelsMax = std::uint64_t{1} << 28;

// Whether an image is small enough to be coded: rows x (columns + 64) <= kBilevelPixelsMax, so that
// neither many short rows nor few long ones take more than 34 MB.
[[nodiscard]] constexpr bool fits(BilevelShape shape) {
  return shape.columns > 0 && shape.rows > 0 &&
         std::uint64_t{shape.rows} * (std::uint64_t{shape.columns} + 64) <= kBilevelPixelsMax;
}

class BilevelEncoder {
 public:
  explicit BilevelEncoder(BilevelShape shape);
  ~BilevelEncoder();

  // Exactly shape.rows times.
  void add_row(ByteView row);
  [[nodiscard]] Bytes finish();  // Once; the encoder is spent.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class BilevelDecoder {
 public:
  // `coded` must outlive the decoder.
  BilevelDecoder(ByteView coded, BilevelShape shape);
  ~BilevelDecoder();

  // At most shape.rows times; the view is valid until the decoder is destroyed. Throws Error
  // kCorrupt where `coded` ends before the image does; other damage gives other pixels.
  [[nodiscard]] ByteView next_row();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kho::store

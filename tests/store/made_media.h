// tests/store/made_media.h - Media as other programs write them: JPEG files, zlib streams, texts.
//
// Deterministic, by the libraries that real papers were made with.
#pragma once

#include <cstdint>
#include <string>

#include "store/bytes.h"

namespace kho::store::test {

// Numbers that look like chance: the same from the same seed, everywhere (splitmix64).
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

[[nodiscard]] Bytes noise(std::size_t size, std::uint64_t seed);
// Like a page's content stream: operators, numbers, repetitions near and far.
[[nodiscard]] Bytes page_text(std::size_t size, std::uint64_t seed);

struct JpegShape {
  unsigned width = 200;
  unsigned height = 150;
  int components = 3;  // 1, 3, or 4 (CMYK).
  bool progressive = false;
  unsigned restart_rows = 0;  // Restart markers each so many rows of blocks; 0: none.
  bool full_colour = false;   // Colours as fine as brightness.
};
// A scanned page: paper, print, some noise.
[[nodiscard]] Bytes jpeg(const JpegShape& shape, std::uint64_t seed);

struct ZlibShape {
  int level = 6;
  int memory_level = 8;
  int window_bits = 15;
  int strategy = 0;            // Z_DEFAULT_STRATEGY
  std::size_t flush_each = 0;  // A full block boundary each so many bytes; 0: none.
};
[[nodiscard]] Bytes zlib_stream(ByteView raw, const ZlibShape& shape);

}  // namespace kho::store::test

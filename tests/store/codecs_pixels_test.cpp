// Pictures inside zlib streams: what comes back, what is refused.
#include <gtest/gtest.h>

#include "store/codecs/pixels.h"
#include "store/codecs/zstd.h"
#include "store/error.h"
#include "tests/store/made_media.h"

namespace kho::store {
namespace {

// Spots of all sizes on paper, `pixel_bytes` a pixel (0: eight pixels a byte), some of it dirty.
Bytes picture(std::size_t row_bytes, std::size_t height, std::size_t pixel_bytes,
              std::uint64_t seed) {
  test::Noise source(seed);
  Bytes raw(row_bytes * height);
  const std::size_t width = pixel_bytes == 0 ? row_bytes * 8 : row_bytes / pixel_bytes;
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const std::size_t dx = x % 37 > 18 ? x % 37 - 18 : 18 - x % 37;
      const std::size_t dy = y % 31 > 15 ? y % 31 - 15 : 15 - y % 31;
      const std::size_t spot = 4 + test::Noise(x / 37 * 1000 + y / 31 + seed).below(12);
      const bool ink = dx * dx + dy * dy < spot * spot;
      const bool dirt = source.below(200) == 0;
      if (pixel_bytes == 0) {
        if (ink != dirt) raw[y * row_bytes + x / 8] |= static_cast<std::byte>(0x80 >> x % 8);
        continue;
      }
      const auto shade = static_cast<std::byte>(ink ? 0x20 : dirt ? 0xa0 : 0xff);
      for (std::size_t i = 0; i < pixel_bytes; ++i) {
        raw[y * row_bytes + x * pixel_bytes + i] = shade;
      }
    }
  }
  return raw;
}

TEST(CodecsPixels, BlackAndWhiteGreyAndColourComeBackSmallerThanByZstd) {
  for (const std::size_t pixel_bytes : {0u, 1u, 3u}) {
    const Bytes raw = picture(pixel_bytes == 0 ? 75 : 597, 200, pixel_bytes, 1);
    const std::optional<Bytes> packed = pack_pixels(raw);
    ASSERT_TRUE(packed.has_value()) << pixel_bytes;
    EXPECT_LT(packed->size(), pack_zstd(raw, kRipeLevel).value().size()) << pixel_bytes;
    EXPECT_EQ(std::to_integer<std::size_t>((*packed)[4]), pixel_bytes);
    EXPECT_EQ(unpack_pixels(*packed, raw.size()), raw) << pixel_bytes;
  }
}

TEST(CodecsPixels, WhatIsNoPictureIsLeftAloneOrComesBack) {
  EXPECT_EQ(pack_pixels({}), std::nullopt);
  EXPECT_EQ(pack_pixels(Bytes(10'000)), std::nullopt) << "nothing begins or ends";
  for (const std::size_t size : {5000u, 4096u, 60'000u, 65'536u, 9973u}) {
    for (const Bytes& raw : {test::noise(size, size), test::page_text(size, size)}) {
      const std::optional<Bytes> packed = pack_pixels(raw);
      if (packed) {
        EXPECT_EQ(unpack_pixels(*packed, raw.size()), raw) << size;
      }
    }
  }
}

TEST(CodecsPixels, DamagedPayloadsGiveOtherPixelsOrAnErrorAndNeverMore) {
  const Bytes raw = picture(300, 60, 3, 2);
  const Bytes packed = pack_pixels(raw).value();
  test::Noise source(3);
  for (std::size_t i = 0; i < 300; ++i) {
    Bytes damaged = packed;
    // The head and the palette byte by byte, then anywhere.
    const std::size_t at = i < 20 ? i : source.below(packed.size());
    damaged[at] = static_cast<std::byte>(source.next());
    try {
      EXPECT_EQ(unpack_pixels(damaged, raw.size()).size(), raw.size());
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  for (std::size_t n = 0; n < 6; ++n) {
    EXPECT_THROW((void)unpack_pixels(ByteView(packed).first(n), raw.size()), Error);
  }
  // More pixels than a picture may have, announced by a few bytes.
  EXPECT_THROW((void)unpack_pixels(packed, std::uint64_t{300} << 40), Error);
}

}  // namespace
}  // namespace kho::store

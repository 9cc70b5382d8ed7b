// Raw bilevel rows come back byte for byte.
#include "store/codecs/bilevel.h"

#include <gtest/gtest.h>

#include "store/error.h"
#include "tests/store/bilevel_images.h"

namespace kho::store {
namespace {

using test::Image;

Bytes inverted(Bytes rows) {
  for (std::byte& byte : rows) byte = ~byte;
  return rows;
}

std::optional<std::size_t> packed_size(const Bytes& rows, std::uint32_t columns) {
  const std::optional<Bytes> packed = pack_bilevel(rows, columns);
  if (!packed) return std::nullopt;
  EXPECT_EQ(unpack_bilevel(*packed, rows.size()), rows) << columns;
  return packed->size();
}

bool refused(ByteView packed, std::uint64_t raw_length) {
  try {
    (void)unpack_bilevel(packed, raw_length);
    return false;
  } catch (const Error& error) {
    EXPECT_EQ(error.errc(), Errc::kCorrupt);
    return true;
  }
}

TEST(Bilevel, PacksBothPolaritiesAlike) {
  const Image page = test::text_page({803, 300}, 1);
  const auto white = packed_size(page.pixels, 803);
  ASSERT_TRUE(white);
  EXPECT_LT(*white, page.pixels.size() / 8);
  EXPECT_EQ(packed_size(inverted(page.pixels), 803), white);
}

TEST(Bilevel, PacksEveryWidth) {
  for (std::uint32_t columns = 1; columns <= 40; ++columns) {
    const Image image = test::halftone({columns, 200});
    EXPECT_TRUE(packed_size(image.pixels, columns)) << columns;
    EXPECT_TRUE(packed_size(inverted(image.pixels), columns)) << columns;
  }
}

TEST(Bilevel, KeepsTheBitsBehindTheLastColumn) {
  Image page = test::text_page({803, 300}, 2);
  page.pixels[page.row_bytes() * 150 - 1] |= std::byte{1};
  page.pixels[page.row_bytes() * 151 - 1] |= std::byte{31};
  EXPECT_TRUE(packed_size(page.pixels, 803));
}

TEST(Bilevel, TakesNoPartOfARowAndNoNoise) {
  Image page = test::text_page({803, 300}, 2);
  page.pixels.pop_back();
  EXPECT_EQ(pack_bilevel(page.pixels, 803), std::nullopt);
  EXPECT_EQ(pack_bilevel(test::noise({800, 100}, 3).pixels, 800), std::nullopt);
  EXPECT_EQ(pack_bilevel({}, 800), std::nullopt);
  EXPECT_EQ(pack_bilevel(page.pixels, 0), std::nullopt);
}

TEST(Bilevel, RefusesWhatIsDamaged) {
  const Image page = test::text_page({800, 200}, 4);
  const Bytes packed = *pack_bilevel(page.pixels, 800);
  EXPECT_FALSE(refused(packed, page.pixels.size()));
  EXPECT_TRUE(refused(packed, page.pixels.size() - 1));
  EXPECT_TRUE(refused(packed, std::uint64_t{1} << 50));
  EXPECT_TRUE(refused(ByteView(packed).first(packed.size() / 2), page.pixels.size()));
  for (std::size_t size = 0; size < 4; ++size) {
    EXPECT_TRUE(refused(ByteView(packed).first(size), page.pixels.size()));
  }
  for (const std::size_t at : {0, 1}) {
    Bytes other = packed;
    other[at] = std::byte{0x80};
    EXPECT_TRUE(refused(other, page.pixels.size()));
  }
}

}  // namespace
}  // namespace kho::store

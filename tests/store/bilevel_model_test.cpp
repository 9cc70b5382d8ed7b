// The bilevel model gives back what it was given, and stays within its bounds on anything else.
#include "store/codecs/bilevel_model.h"

#include <gtest/gtest.h>

#include "store/error.h"
#include "tests/store/bilevel_images.h"

namespace kho::store {
namespace {

using test::Image;

Bytes coded(const Image& image) {
  BilevelEncoder encoder(image.shape);
  for (std::uint32_t y = 0; y < image.shape.rows; ++y) encoder.add_row(image.row(y));
  return encoder.finish();
}

Bytes decoded(ByteView bytes, BilevelShape shape) {
  BilevelDecoder decoder(bytes, shape);
  Bytes pixels;
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    const ByteView row = decoder.next_row();
    pixels.insert(pixels.end(), row.begin(), row.end());
  }
  return pixels;
}

std::size_t coded_size(const Image& image) {
  const Bytes bytes = coded(image);
  EXPECT_EQ(decoded(bytes, image.shape), image.pixels)
      << image.shape.columns << " x " << image.shape.rows;
  return bytes.size();
}

TEST(BilevelModel, GivesBackImagesOfEveryWidth) {
  for (std::uint32_t columns = 1; columns <= 100; ++columns) {
    coded_size(test::noise({columns, 9}, columns));
    coded_size(test::filled({columns, 9}, true));
    coded_size(test::halftone({columns, 20}));
  }
}

TEST(BilevelModel, GivesBackWideAndSingleRows) {
  coded_size(test::text_page({20000, 60}, 1));
  coded_size(test::noise({20000, 1}, 2));
  coded_size(test::noise({1, 1000}, 3));
}

TEST(BilevelModel, CodesAnEmptyPageInFewBytes) {
  EXPECT_LE(coded_size(test::filled({2480, 3508}, false)), 16u);
  EXPECT_LE(coded_size(test::filled({2480, 3508}, true)), 64u);
}

TEST(BilevelModel, LearnsLettersThatComeAgain) {
  const std::size_t page = coded_size(test::text_page({800, 600}, 4));
  const std::size_t stream = test::t6_stream(test::text_page({800, 600}, 4), {}).size();
  EXPECT_LT(page, stream / 3);
}

TEST(BilevelModel, NoiseGrowsLittle) {
  EXPECT_LT(coded_size(test::noise({512, 512}, 5)), 512u * 512 / 8 * 103 / 100);
}

// More undecided pixels than the full model may take: the rest is coded by one context.
TEST(BilevelModel, GivesBackWhatExceedsItsBudget) { coded_size(test::noise({1500, 900}, 6)); }

TEST(BilevelModel, EndsWithAnErrorWhereTheBytesEnd) {
  const Image image = test::noise({300, 300}, 7);
  const Bytes bytes = coded(image);
  for (const std::size_t size : {std::size_t{0}, bytes.size() / 2, bytes.size() - 16}) {
    try {
      (void)decoded(ByteView(bytes).first(size), image.shape);
      ADD_FAILURE() << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
}

TEST(BilevelModel, DecodesAnyBytesToSomeImageOrAnError) {
  std::mt19937 random(8);
  for (int round = 0; round < 60; ++round) {
    Bytes bytes(random() % 600);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    const BilevelShape shape{1 + static_cast<std::uint32_t>(random() % 300), 40};
    try {
      EXPECT_EQ(decoded(bytes, shape).size(), (shape.columns + 7) / 8 * 40);
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
}

TEST(BilevelModel, BoundsTheImage) {
  EXPECT_TRUE(fits({9933, 14043}));  // A0 at 300 dpi.
  EXPECT_FALSE(fits({0, 1}));
  EXPECT_FALSE(fits({1, 0}));
  EXPECT_FALSE(fits({1U << 24, 17}));
  EXPECT_FALSE(fits({1, 1U << 28}));
}

}  // namespace
}  // namespace kho::store

#include "ingest/image/page_preview.h"

#include <gtest/gtest.h>

#include "ingest/image/page_source.h"
#include "tests/ingest/image/drawn_page.h"

namespace kho::ingest {
namespace {

PageImage shown(const std::vector<std::byte>& png, Colour colour) {
  const OpenedPages opened = open_pages(png, {});
  EXPECT_NE(opened.pages, nullptr);
  return opened.pages->read(0, colour, 100).image;
}

TEST(PagePreview, HasTheWidthAndTheProportionsOfThePage) {
  for (const Colour colour : {Colour::kGrey, Colour::kRgb}) {
    const PageImage image = shown(page_preview(drawn_page(kDecree, 200, colour), 300), colour);
    EXPECT_EQ(image.width, 300U);
    EXPECT_NEAR(image.height, 300 * 297 / 210.0, 2);
  }
}

TEST(PagePreview, KeepsColour) {
  PageImage page = white_page(100, 100, 100, Colour::kRgb);
  for (std::size_t i = 0; i < page.pixels.size(); i += 3) page.pixels[i] = 10;  // No red: cyan.
  const PageImage image = shown(page_preview(page, 50), Colour::kRgb);
  EXPECT_NEAR(image.pixels[0], 10, 3);
  EXPECT_EQ(image.pixels[1], 255);
}

TEST(PagePreview, NarrowPageStaysAsItIs) {
  const PageImage page = white_page(40, 30, 100);
  EXPECT_EQ(shown(page_preview(page, 1000), Colour::kGrey).width, 40U);
}

TEST(PagePreview, OneColumnIsPossible) {
  EXPECT_EQ(shown(page_preview(drawn_page(kDecree, 50), 1), Colour::kGrey).width, 1U);
}

}  // namespace
}  // namespace kho::ingest

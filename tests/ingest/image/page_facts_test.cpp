#include "ingest/image/page_facts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/ingest/image/drawn_page.h"

namespace kho::ingest {
namespace {

TEST(PageFacts, PaperIsMeasured) {
  const PageFacts facts = page_facts(drawn_page(kDecree, 100));
  EXPECT_NEAR(facts.width_mm, 210, 0.5);
  EXPECT_NEAR(facts.height_mm, 297, 0.5);
  EXPECT_FALSE(facts.is_blank);
}

TEST(PageFacts, SizeThatNoPaperHasIsUnknown) {
  EXPECT_EQ(page_facts(white_page(4000, 3000, 0)).width_mm, 0);
  EXPECT_EQ(page_facts(white_page(4000, 3000, 72)).width_mm, 0);  // A camera's 1.4 m.
  EXPECT_EQ(page_facts(white_page(300, 300, 600)).width_mm, 0);
}

TEST(PageFacts, TintIsSeen) {
  EXPECT_EQ(page_facts(white_page(500, 700, 60)).tint, Tint::kBlackAndWhite);
  EXPECT_EQ(page_facts(drawn_page(kDecree, 100)).tint, Tint::kGrey);
  PageImage page = drawn_page(kDecree, 100, Colour::kRgb);
  EXPECT_EQ(page_facts(page).tint, Tint::kGrey);
  for (std::size_t i = 0; i < 3 * 1000; i += 3) page.pixels[i + 1] = 40;  // A stroke of violet.
  EXPECT_EQ(page_facts(page).tint, Tint::kColour);
}

TEST(PageFacts, BlankIsBlankUnderScannersDirt) {
  PageImage page = white_page(1654, 2339, 200);
  EXPECT_TRUE(page_facts(page).is_blank);
  page = speckled(page, 400);
  fill(page, 0, 0, 14, 2339, 30);      // The lid at the left.
  fill(page, 0, 2330, 1654, 9, 60);    // And at the bottom.
  fill(page, 900, 100, 2, 2000, 120);  // A streak of the feeder.
  fill(page, 70, 800, 44, 44, 20);     // Two punched holes.
  fill(page, 70, 1430, 44, 44, 20);
  EXPECT_TRUE(page_facts(page).is_blank);
  EXPECT_TRUE(page_facts(brightened(page, 0.8, 0)).is_blank);  // Grey paper.
}

TEST(PageFacts, FewLettersAreNotBlank) {
  EXPECT_FALSE(page_facts(drawn_page("\n\n\nMật", 200)).is_blank);
  EXPECT_FALSE(page_facts(speckled(drawn_page("\n\n\nTrang 12", 100), 100)).is_blank);
  EXPECT_FALSE(page_facts(brightened(drawn_page("\n\nĐã ký", 150), 0.3, 170)).is_blank);  // Faint.
}

class EachSkew : public testing::TestWithParam<double> {};

TEST_P(EachSkew, IsMeasured) {
  const PageImage page = slanted(drawn_page(kDecree, 150), GetParam());
  EXPECT_NEAR(page_facts(page).skew_degrees, -GetParam(), 0.1);
}

INSTANTIATE_TEST_SUITE_P(PageFacts, EachSkew, testing::Values(-5.0, -1.3, -0.4, 0.0, 0.7, 2.0, 6.0),
                         [](const auto& degrees) {
                           return (degrees.param < 0 ? "Minus" : "Plus") +
                                  std::to_string(static_cast<int>(10 * std::abs(degrees.param)));
                         });

TEST(PageFacts, TinyPagesHaveFacts) {
  for (const std::uint32_t side : {1U, 2U, 17U, 40U, 63U, 130U}) {
    PageImage page = white_page(side, side, 200);
    fill(page, 0, 0, side, 1, 0);
    (void)page_facts(page);
    page.dpi = 2400;
    (void)page_facts(page);
  }
}

}  // namespace
}  // namespace kho::ingest

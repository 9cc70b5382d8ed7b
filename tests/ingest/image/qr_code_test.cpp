#include "ingest/image/qr_code.h"

#define ZX_USE_UTF8
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gtest/gtest.h>

#include "ingest/image/citizen_card.h"
#include "tests/ingest/image/drawn_page.h"

namespace kho::ingest {
namespace {

// An invented person.
constexpr const char* kCard =
    "015185001234|060123456|Nguyễn Thị Hoa|05031985|Nữ|Tổ 5, Phường Đồng Tâm, Yên Bái|25122021";

// Draws the code of `text` with modules of `module` pixels and its corner at (left, top).
void draw_code(PageImage& page, const std::string& text, std::uint32_t left, std::uint32_t top,
               std::uint32_t module) {
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  // One pixel a module: the writer rounds the size that is asked for up to what it needs.
  const ZXing::BitMatrix code =
      writer.setMargin(0).setEncoding(ZXing::CharacterSet::UTF8).encode(text, 1, 1);
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      if (!code.get(x, y)) continue;
      fill(page, left + static_cast<std::uint32_t>(x) * module,
           top + static_cast<std::uint32_t>(y) * module, module, module, 0);
    }
  }
}

TEST(QrCode, TextAndPlaceAreFound) {
  PageImage page = drawn_page(kDecree, 150);
  draw_code(page, "H63.12-230601-0001", 900, 1200, 4);
  const auto codes = find_qr_codes(page, 10);
  ASSERT_EQ(codes.size(), 1U);
  EXPECT_EQ(codes[0].text, "H63.12-230601-0001");
  EXPECT_NEAR(codes[0].corners[0].x, 1000 * 900 / page.width, 4);
  EXPECT_NEAR(codes[0].corners[0].y, 1000 * 1200 / page.height, 4);
  EXPECT_GT(codes[0].corners[2].x, codes[0].corners[0].x);
  EXPECT_GT(codes[0].corners[2].y, codes[0].corners[0].y);
}

TEST(QrCode, CitizensCardIsReadInAnyTurn) {
  PageImage page = white_page(1200, 1600, 300, Colour::kRgb);
  draw_code(page, kCard, 300, 400, 3);
  for (int quarters = 0; quarters < 4; ++quarters) {
    const auto codes = find_qr_codes(turned(page, quarters), 4);
    ASSERT_EQ(codes.size(), 1U) << quarters;
    const auto card = parse_citizen_card(codes[0].text);
    ASSERT_TRUE(card) << codes[0].text;
    EXPECT_EQ(card->name, "Nguyễn Thị Hoa");
  }
}

TEST(QrCode, SlantedCodeIsRead) {
  PageImage page = white_page(1200, 1600, 300);
  draw_code(page, kCard, 300, 400, 4);
  EXPECT_EQ(find_qr_codes(slanted(page, 5), 4).size(), 1U);
}

TEST(QrCode, OnlySoManyAreLookedFor) {
  PageImage page = white_page(1500, 1500, 150);
  for (std::uint32_t i = 0; i < 4; ++i)
    draw_code(page, "code " + std::to_string(i), 100 + 300 * i, 500, 5);
  EXPECT_EQ(find_qr_codes(page, 10).size(), 4U);
  EXPECT_EQ(find_qr_codes(page, 2).size(), 2U);
  EXPECT_TRUE(find_qr_codes(page, 0).empty());
}

TEST(QrCode, PageWithoutACodeHasNone) {
  EXPECT_TRUE(find_qr_codes(drawn_page(kDecree, 150), 10).empty());
  EXPECT_TRUE(find_qr_codes({}, 10).empty());
  EXPECT_TRUE(find_qr_codes(white_page(1, 1, 0), 10).empty());
}

}  // namespace
}  // namespace kho::ingest

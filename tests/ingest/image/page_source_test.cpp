#include "ingest/image/page_source.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>

#include "tests/ingest/image/drawn_page.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

class PageSources : public testing::Test {
 protected:
  static void SetUpTestSuite() { prepare_page_sources(); }
};

// A dark square at the top left of a page that is wider than high.
PageImage marked_page(Colour colour = Colour::kGrey) {
  PageImage page = white_page(120, 80, 100, colour);
  fill(page, 0, 0, 40, 30, 0);
  return page;
}

bool is_dark(const PageImage& page, std::uint32_t x, std::uint32_t y) {
  return page.pixels[(std::size_t{y} * page.width + x) * page.channels()] < 100;
}

PageImageResult read(const std::string& file, Colour colour = Colour::kGrey, double dpi = 100) {
  const OpenedPages opened = open_pages(bytes_of(file), {});
  if (opened.pages == nullptr) return {.failure = opened.failure, .image = {}};
  return opened.pages->read(0, colour, dpi);
}

ImageFailure failure(const std::string& file, const ImageLimits& limits = {}) {
  const OpenedPages opened = open_pages(bytes_of(file), limits);
  if (opened.pages == nullptr) return opened.failure;
  return opened.pages->read(0, Colour::kGrey, 100).failure;
}

void put_be(std::string& bytes, std::size_t at, std::uint32_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    bytes[at + i] = static_cast<char>(value >> (8 * (count - 1 - i)));
  }
}

std::string le(std::uint32_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A TIFF of one byte-sized grey image per entry of `next`, each with the offset of the directory
// that it says to be the next one.
std::string tiff_of_directories(std::uint32_t width, const std::vector<std::uint32_t>& next) {
  std::string file = "II*" + std::string(1, '\0') + le(8, 4);
  const auto entry = [](std::uint32_t tag, std::uint32_t value) {
    return le(tag, 2) + le(4, 2) + le(1, 4) + le(value, 4);
  };
  for (const std::uint32_t following : next) {
    file += le(8, 2) + entry(256, width) + entry(257, 1) + entry(258, 8) + entry(259, 1) +
            entry(262, 1) + entry(273, 8) + entry(278, 1) + entry(279, 1) + le(following, 4);
  }
  return file;
}
constexpr std::uint32_t kDirectoryBytes = 2 + 8 * 12 + 4;

struct Format {
  const char* name;
  std::string (*write)(const PageImage&);
  friend void PrintTo(const Format& format, std::ostream* stream) { *stream << format.name; }
};

class EachFormat : public PageSources, public testing::WithParamInterface<Format> {};

TEST_P(EachFormat, GivesItsPixelsInGreyAndRgb) {
  for (const Colour written : {Colour::kGrey, Colour::kRgb}) {
    const std::string file = GetParam().write(marked_page(written));
    for (const Colour wanted : {Colour::kGrey, Colour::kRgb}) {
      const auto [failure, image] = read(file, wanted);
      ASSERT_EQ(failure, ImageFailure::kNone);
      EXPECT_EQ(image.width, 120U);
      EXPECT_EQ(image.height, 80U);
      EXPECT_EQ(image.colour, wanted);
      EXPECT_EQ(image.pixels.size(), 120 * 80 * image.channels());
      EXPECT_NEAR(image.dpi, 100, 1);
      EXPECT_TRUE(is_dark(image, 2, 2));
      EXPECT_FALSE(is_dark(image, 117, 77));
    }
  }
}

TEST_P(EachFormat, CutAnywhereHasAReason) {
  const std::string whole = GetParam().write(marked_page());
  for (std::size_t size = 0; size < whole.size() - 16; size += 1 + size / 8) {
    EXPECT_NE(failure(whole.substr(0, size)), ImageFailure::kNone) << size;
  }
}

TEST_P(EachFormat, BeyondTheLimitsIsRefusedUnread) {
  const std::string file = GetParam().write(marked_page());
  EXPECT_EQ(open_pages(bytes_of(file), {.pixels = 120 * 80 - 1}).failure,
            ImageFailure::kTooManyPixels);
  EXPECT_EQ(open_pages(bytes_of(file), {.side = 119}).failure, ImageFailure::kTooManyPixels);
  EXPECT_NE(open_pages(bytes_of(file), {.pixels = 120 * 80, .side = 120}).pages, nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    PageSources, EachFormat,
    testing::Values(Format{"Jpeg", [](const PageImage& page) { return as_jpeg(page, 90); }},
                    Format{"Png", [](const PageImage& page) { return as_png(page); }},
                    Format{"Tiff", [](const PageImage& page) { return as_tiff({page}); }}),
    [](const auto& format) { return format.param.name; });

// With an EXIF block that has one entry, the orientation.
std::string with_orientation(std::string jpeg, std::uint32_t orientation, bool little_endian) {
  std::string tiff;
  if (little_endian) {
    tiff = "II*" + std::string(1, '\0') + le(8, 4) + le(1, 2) + le(0x0112, 2) + le(3, 2) +
           le(1, 4) + le(orientation, 4) + le(0, 4);
  } else {
    tiff = std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 26);
    tiff[19] = static_cast<char>(orientation);
  }
  std::string block = "\xFF\xE1??Exif" + std::string(2, '\0') + tiff;
  put_be(block, 2, static_cast<std::uint32_t>(block.size() - 2), 2);
  return jpeg.insert(2, block);
}

struct Orientation {
  std::uint32_t value;
  bool is_dark_at_left;  // Where the marked corner is to be seen.
  bool is_dark_at_top;
  bool is_turned;
  friend void PrintTo(const Orientation& orientation, std::ostream* stream) {
    *stream << orientation.value;
  }
};

class EachOrientation : public PageSources, public testing::WithParamInterface<Orientation> {};

TEST_P(EachOrientation, IsApplied) {
  for (const bool little_endian : {true, false}) {
    const auto [failure, image] =
        read(with_orientation(as_jpeg(marked_page(), 90), GetParam().value, little_endian));
    ASSERT_EQ(failure, ImageFailure::kNone);
    EXPECT_EQ(image.width, GetParam().is_turned ? 80U : 120U);
    for (const bool left : {true, false}) {
      for (const bool top : {true, false}) {
        EXPECT_EQ(is_dark(image, left ? 4 : image.width - 5, top ? 4 : image.height - 5),
                  left == GetParam().is_dark_at_left && top == GetParam().is_dark_at_top);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    PageSources, EachOrientation,
    testing::Values(Orientation{1, true, true, false}, Orientation{2, false, true, false},
                    Orientation{3, false, false, false}, Orientation{4, true, false, false},
                    Orientation{5, true, true, true}, Orientation{6, false, true, true},
                    Orientation{7, false, false, true}, Orientation{8, true, false, true},
                    Orientation{9, true, true, false}),
    [](const auto& orientation) { return "Value" + std::to_string(orientation.param.value); });

TEST_F(PageSources, TransposedPixelsAreTransposed) {
  // The corner stays where it is under 5; what was wide becomes high.
  const auto image = read(with_orientation(as_jpeg(marked_page(), 90), 5, true)).image;
  EXPECT_TRUE(is_dark(image, 25, 35));
  EXPECT_FALSE(is_dark(image, 35, 25));
}

TEST_F(PageSources, TiffHasAllItsPages) {
  const std::string file = as_tiff({marked_page(), white_page(50, 60, 100), marked_page()});
  const OpenedPages opened = open_pages(bytes_of(file), {});
  ASSERT_NE(opened.pages, nullptr);
  ASSERT_EQ(opened.pages->page_count(), 3U);
  EXPECT_EQ(opened.pages->read(1, Colour::kGrey, 100).image.height, 60U);
  EXPECT_TRUE(is_dark(opened.pages->read(2, Colour::kGrey, 100).image, 2, 2));
  EXPECT_EQ(open_pages(bytes_of(file), {.pages = 2}).failure, ImageFailure::kTooManyPages);
}

TEST_F(PageSources, TiffThatLoopsIsBroken) {
  EXPECT_EQ(failure(tiff_of_directories(1, {0})), ImageFailure::kNone);
  EXPECT_EQ(failure(tiff_of_directories(1, {8})), ImageFailure::kBroken);
  EXPECT_EQ(failure(tiff_of_directories(1, {8 + kDirectoryBytes, 8})), ImageFailure::kBroken);
  EXPECT_EQ(failure(tiff_of_directories(1, {1'000'000})), ImageFailure::kBroken);
}

TEST_F(PageSources, PixelFloodsAreRefusedUnread) {
  std::string png = as_png(marked_page());
  put_be(png, 16, 30'000, 4);  // IHDR: width, height.
  put_be(png, 20, 30'000, 4);
  EXPECT_EQ(failure(png), ImageFailure::kTooManyPixels);
  std::string jpeg = as_jpeg(marked_page(), 90);
  const std::size_t frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  put_be(jpeg, frame + 5, 65'500, 2);
  put_be(jpeg, frame + 7, 65'500, 2);
  EXPECT_EQ(failure(jpeg), ImageFailure::kTooManyPixels);
  EXPECT_EQ(failure(tiff_of_directories(2'000'000'000, {0})), ImageFailure::kTooManyPixels);
}

TEST_F(PageSources, GarbageBehindASignatureIsBroken) {
  const std::string garbage(5000, '\x5A');
  for (const char* signature : {"\xFF\xD8\xFF\xE0", "\x89PNG\r\n\x1A\n", "%PDF-1.4\n"}) {
    EXPECT_NE(failure(signature + garbage), ImageFailure::kNone) << signature;
  }
  EXPECT_EQ(failure("II*" + std::string(1, '\0') + garbage), ImageFailure::kBroken);
  EXPECT_EQ(failure("plain text"), ImageFailure::kUnsupported);
  EXPECT_EQ(failure(""), ImageFailure::kUnsupported);
}

TEST_F(PageSources, JpegWithoutItsEndIsTruncated) {
  const std::string whole = as_jpeg(drawn_page(kDecree, 50), 80);
  EXPECT_EQ(failure(whole), ImageFailure::kNone);
  EXPECT_EQ(failure(whole + "junk of a camera"), ImageFailure::kNone);
  EXPECT_EQ(failure(whole.substr(0, whole.size() / 2)), ImageFailure::kTruncated);
  const std::string png = as_png(drawn_page(kDecree, 50));
  EXPECT_EQ(failure(png.substr(0, png.size() / 2)), ImageFailure::kTruncated);
}

TEST_F(PageSources, PdfIsDrawnAtTheResolution) {
  const std::string file = pdf_of_images(2);
  const OpenedPages opened = open_pages(bytes_of(file), {});
  ASSERT_NE(opened.pages, nullptr);
  EXPECT_EQ(opened.pages->page_count(), 2U);
  for (const Colour colour : {Colour::kGrey, Colour::kRgb}) {
    const auto [failure, image] = opened.pages->read(1, colour, 100);
    ASSERT_EQ(failure, ImageFailure::kNone);
    EXPECT_EQ(image.colour, colour);
    EXPECT_EQ(image.dpi, 100);
    EXPECT_NEAR(image.width, 595 / 72.0 * 100, 2);
    EXPECT_NEAR(image.height, 842 / 72.0 * 100, 2);
    EXPECT_TRUE(
        is_dark(image, image.width / 4, image.height / 4));  // The image is dark throughout.
  }
}

std::string pdf_of_size(const char* box) {
  return pdf_of_objects(
      {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
       std::string("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ") + box + "] /Contents 4 0 R >>",
       pdf_stream("0 0 10 10 re f")});
}

TEST_F(PageSources, LargePdfPageIsDrawnCoarser) {
  const std::string file = pdf_of_size("4000 4000");
  const OpenedPages opened = open_pages(bytes_of(file), {.pixels = 4'000'000});
  ASSERT_NE(opened.pages, nullptr);
  const auto [failure, image] = opened.pages->read(0, Colour::kGrey, 300);
  EXPECT_EQ(failure, ImageFailure::kNone);
  EXPECT_LE(image.pixels.size(), 4'000'000U);
  EXPECT_GT(image.pixels.size(), 3'000'000U);
  EXPECT_LT(image.dpi, 40);
}

TEST_F(PageSources, HugePdfPageIsRefused) {
  EXPECT_EQ(failure(pdf_of_size("100000000 100000000")), ImageFailure::kTooManyPixels);
  EXPECT_EQ(failure(pdf_of_size("200000000 1")), ImageFailure::kTooManyPixels);
}

TEST_F(PageSources, TooManyPdfPagesAreRefused) {
  const std::string file = pdf_of_images(3);
  EXPECT_EQ(open_pages(bytes_of(file), {.pages = 2}).failure, ImageFailure::kTooManyPages);
}

}  // namespace
}  // namespace kho::ingest

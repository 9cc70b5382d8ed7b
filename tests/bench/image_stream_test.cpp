// tests/bench/image_stream_test.cpp - Streams and pages come back through foreign decoders.
#include "bench/corpus/image_stream.h"

#include <gtest/gtest.h>
#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>

#include "bench/corpus/pdf_writer.h"
#include "bench/corpus/random.h"
#include "bench/corpus/scanner.h"
#include "tests/scratch_directory.h"

namespace kho::corpus {
namespace {

// Letters would do; blocks and noise are harder.
Raster test_page() {
  Raster page(203, 150, 1);
  Random random(5);
  for (int y = 0; y < page.height; ++y) {
    for (int x = 0; x < page.width; ++x) {
      const bool block = x / 20 % 2 == 0 && y / 15 % 2 == 0;
      page.row(y)[x] = block != (random.below(40) == 0) ? 0 : 255;
    }
  }
  return page;
}

// What a foreign decoder sees, one pixel for each sample.
Raster shown(const ImageStream& stream, PdfManner manner) {
  const std::string pdf =
      image_pdf(std::vector{stream}, {"Tờ trình", "a", "b", "2026-11-23"}, manner);
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  const std::unique_ptr<poppler::page> page(document->create_page(0));
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_gray8);
  const poppler::image image = renderer.render_page(page.get(), stream.dpi, stream.dpi);
  Raster raster(image.width(), image.height(), 1);
  for (int y = 0; y < raster.height; ++y) {
    std::memcpy(raster.row(y), image.const_data() + y * image.bytes_per_row(), raster.row_bytes());
  }
  return raster;
}

// The share of pixels that are black in one and white in the other. Poppler lays pictures on a grid
// that is up to a pixel wider, so edges and specks may differ; a wrong width, polarity or order of
// bits would give a third and more.
double difference(const Raster& a, const Raster& b) {
  std::size_t differ = 0;
  const int width = std::min(a.width, b.width);
  const int height = std::min(a.height, b.height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) differ += (a.row(y)[x] < 128) != (b.row(y)[x] < 128) ? 1U : 0U;
  }
  return static_cast<double>(differ) / (static_cast<double>(width) * height);
}
constexpr double kEdges = 0.15;

TEST(ImageStream, FaxPageIsShownAsItWasByEveryManner) {
  const Raster page = test_page();
  const ImageStream stream = encode_fax_g4(page, 72);
  for (const PdfManner manner :
       {PdfManner::kScanner, PdfManner::kConverter, PdfManner::kArchiver}) {
    EXPECT_LT(difference(shown(stream, manner), page), kEdges);
  }
}

TEST(ImageStream, DeflatedBilevelPageIsShownAsItWas) {
  const Raster page = test_page();
  EXPECT_LT(difference(shown(encode_flate(page, true, 72), PdfManner::kScanner), page), kEdges);
}

TEST(ImageStream, FaxPageComesBackFromATiffFileExactly) {
  const Raster page = test_page();
  const test::ScratchDirectory scratch;
  const std::string path = scratch / "page.tif";
  std::ofstream(path, std::ios::binary) << tiff_file(std::vector{encode_fax_g4(page, 300)});
  const std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff(TIFFOpen(path.c_str(), "r"), TIFFClose);
  ASSERT_NE(tiff, nullptr);
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(TIFFScanlineSize(tiff.get())));
  for (int y = 0; y < page.height; ++y) {
    ASSERT_EQ(TIFFReadScanline(tiff.get(), bits.data(), static_cast<std::uint32_t>(y), 0), 1);
    for (int x = 0; x < page.width; ++x) {
      const bool black = (bits[static_cast<std::size_t>(x) / 8] >> (7 - x % 8) & 1) != 0;
      ASSERT_EQ(black, page.row(y)[x] == 0) << x << ',' << y;
    }
  }
}

TEST(ImageStream, TiffFileHoldsTheStreamItself) {
  const std::vector<ImageStream> pages{encode_fax_g4(test_page(), 300)};
  EXPECT_NE(tiff_file(pages).find(pages[0].bytes), std::string::npos);
}

TEST(ImageStream, JpegHasTheStandardHuffmanTables) {
  const ImageStream stream = encode_jpeg(test_page(), {.quality = 80}, 200);
  // Annex K.3.1 of ITU-T T.81: how many codes the table for luminance DC has of each length.
  const std::string standard("\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00",
                             16);
  EXPECT_NE(stream.bytes.find(standard), std::string::npos);
  EXPECT_EQ(stream.bytes.substr(0, 3), "\xFF\xD8\xFF");
}

TEST(Scanner, NoTwoScansOfAPageAreAlike) {
  Random random(1);
  const ScannerProfile device = random_profile(random);
  const Raster page = test_page();
  EXPECT_EQ(scan(page, device, 1, Random(2)).samples, scan(page, device, 1, Random(2)).samples);
  EXPECT_NE(scan(page, device, 1, Random(2)).samples, scan(page, device, 1, Random(3)).samples);
}

}  // namespace
}  // namespace kho::corpus

// Group 4 rows, against libtiff and against damage.
#include "store/codecs/fax_t6.h"

#include <gtest/gtest.h>
#include <tiffio.h>

#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/bilevel_images.h"

namespace kho::store {
namespace {

using test::Image;

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, CloseTiff>;

// The image as libtiff writes it.
Bytes libtiff_stream(const Image& image) {
  const kho::test::ScratchDirectory scratch;
  const std::string path = scratch / "image.tif";
  {
    const Tiff tiff(TIFFOpen(path.c_str(), "w"));
    TIFFSetField(tiff.get(), TIFFTAG_IMAGEWIDTH, image.shape.columns);
    TIFFSetField(tiff.get(), TIFFTAG_IMAGELENGTH, image.shape.rows);
    TIFFSetField(tiff.get(), TIFFTAG_ROWSPERSTRIP, image.shape.rows);
    TIFFSetField(tiff.get(), TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff.get(), TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff.get(), TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff.get(), TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    Bytes pixels = image.pixels;
    EXPECT_GT(
        TIFFWriteEncodedStrip(tiff.get(), 0, pixels.data(), static_cast<tmsize_t>(pixels.size())),
        0);
  }
  const Tiff tiff(TIFFOpen(path.c_str(), "r"));
  Bytes stream(static_cast<std::size_t>(TIFFRawStripSize64(tiff.get(), 0)));
  EXPECT_EQ(TIFFReadRawStrip(tiff.get(), 0, stream.data(), static_cast<tmsize_t>(stream.size())),
            static_cast<tmsize_t>(stream.size()));
  return stream;
}

std::vector<Changes> rows_of(ByteView stream, T6Layout layout) {
  T6Reader reader(stream, layout);
  std::vector<Changes> rows;
  Changes above;
  Changes row;
  while (reader.read_row(above, row)) {
    rows.push_back(row);
    std::swap(above, row);
  }
  EXPECT_LE(reader.position(), 8 * stream.size());
  return rows;
}

std::vector<Changes> rows_of(const Image& image) {
  std::vector<Changes> rows;
  for (std::uint32_t y = 0; y < image.shape.rows; ++y) rows.push_back(image.changes(y));
  return rows;
}

std::vector<Image> images() {
  std::vector<Image> all;
  for (std::uint32_t columns = 1; columns <= 100; ++columns) {
    all.push_back(test::noise({columns, 7}, columns));
    all.push_back(test::filled({columns, 3}, columns % 2 == 0));
  }
  all.push_back(test::text_page({640, 300}, 1));
  all.push_back(test::halftone({600, 100}));
  all.push_back(test::filled({20000, 5}, true));
  // Runs of every length that has a code of its own, and beyond.
  Image runs({20000, 40});
  for (std::uint32_t y = 1; y < 40; ++y) {
    for (std::uint32_t x = y * 67; x < y * 67 + y * y * 8 && x < 20000; ++x) runs.flip(x, y);
  }
  all.push_back(runs);
  return all;
}

TEST(FaxT6, WritesWhatLibtiffWrites) {
  for (const Image& image : images()) {
    EXPECT_EQ(test::t6_stream(image, {}), libtiff_stream(image))
        << image.shape.columns << " x " << image.shape.rows;
  }
}

TEST(FaxT6, ReadsWhatItWroteInEveryStyle) {
  for (const Image& image : images()) {
    for (const bool byte_aligned : {false, true}) {
      for (const T6Preference preference : {T6Preference::kPass, T6Preference::kVertical}) {
        const Bytes stream = test::t6_stream(image, {byte_aligned, preference, true});
        EXPECT_EQ(rows_of(stream, {image.shape.columns, byte_aligned}), rows_of(image));
      }
    }
  }
}

TEST(FaxT6, RewindTakesBackBits) {
  T6Writer writer({8, false});
  writer.put(0x5, 3);
  writer.put(0x7ff, 11);
  writer.rewind(5);
  EXPECT_EQ(writer.bytes(), Bytes{std::byte{0xb8}});
  writer.put(0, 3);
  EXPECT_EQ(writer.bytes(), Bytes{std::byte{0xb8}});
  EXPECT_EQ(writer.position(), 8u);
}

TEST(FaxT6, ReadsAnyBytesWithoutHarm) {
  const Bytes good = test::t6_stream(test::text_page({400, 120}, 2), {});
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    Bytes bytes = good;
    bytes.resize(random() % good.size());
    for (std::uint32_t n = random() % 6; n > 0 && !bytes.empty(); --n) {
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    }
    const T6Layout layout{1 + static_cast<std::uint32_t>(random() % 800), random() % 2 == 0};
    for (const Changes& row : rows_of(bytes, layout)) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        ASSERT_LT(row[i], layout.columns);
        if (i > 0) {
          ASSERT_LT(row[i - 1], row[i]);
        }
      }
    }
  }
  kho::test::counted("damaged_inputs", 2000);
}

TEST(FaxT6, AnUnfinishedRowIsNoRowAndMovesNothing) {
  const Bytes stream{std::byte{0x26}};  // Horizontal, white 3 (1000)... cut off.
  T6Reader reader(stream, {1728, false});
  Changes row;
  EXPECT_FALSE(reader.read_row({}, row));
  EXPECT_EQ(reader.position(), 0u);
}

}  // namespace
}  // namespace kho::store

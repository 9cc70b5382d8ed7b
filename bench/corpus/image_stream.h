// bench/corpus/image_stream.h - Pictures as the compressed streams that files carry.
//
// Equal input gives equal bytes. Immutable functions. Errors: std::runtime_error.
#pragma once

#include <span>
#include <string>

#include "bench/corpus/raster.h"

namespace kho::corpus {

enum class Encoding {
  kJpeg,   // DCTDecode in a PDF.
  kFaxG4,  // CCITTFaxDecode, K -1, black is 0 (ITU-T T.6).
  kFlate,  // FlateDecode of the samples, rows without predictor.
};

struct ImageStream {
  Encoding encoding = Encoding::kJpeg;
  int width = 0;
  int height = 0;
  int channels = 1;  // 1 or 3.
  int bits = 8;      // Per sample: 8, or 1 for bilevel.
  double dpi = 200;
  std::string bytes;
};

struct JpegSettings {
  int quality = 80;           // 1..100, libjpeg's scale.
  int chroma_horizontal = 2;  // Sampling factors of luma: 2x2, 2x1 or 1x1.
  int chroma_vertical = 2;
  int restart_rows = 0;  // A restart marker every so many rows of blocks; 0: none.
};

// Baseline with the standard Huffman tables, as scanners do it.
[[nodiscard]] ImageStream encode_jpeg(const Raster& image, const JpegSettings& settings,
                                      double dpi);
// `bilevel`: one channel, 0 is black.
[[nodiscard]] ImageStream encode_fax_g4(const Raster& bilevel, double dpi);
[[nodiscard]] ImageStream encode_flate(const Raster& image, bool bilevel, double dpi);

// A TIFF file of pages in G4 (libtiff). The strips are the same bytes as the streams.
[[nodiscard]] std::string tiff_file(std::span<const ImageStream> fax_pages);
// A PNG file without alpha.
[[nodiscard]] std::string png_file(const Raster& image);

// zlib (RFC 1950) at `level`.
[[nodiscard]] std::string deflate(std::string_view raw, int level = 6);

}  // namespace kho::corpus

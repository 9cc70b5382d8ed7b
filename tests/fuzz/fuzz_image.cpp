// Files of pages, any bytes: they open within the limits or have a reason, and what opens is as
// large as was promised.
//
// Input: the file. Decoding is bounded by small limits, so that most runs are spent on headers.
#include <algorithm>

#include "ingest/image/exif_orientation.h"
#include "ingest/image/page_source.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/ingest/image/drawn_page.h"

namespace {

using namespace kho::ingest;

constexpr ImageLimits kLimits{.pixels = 10'000, .side = 400, .pages = 5};

void check(const PageImage& image) {
  kho::fuzz::require(image.width > 0 && image.height > 0, "an empty page");
  kho::fuzz::require(
      image.pixels.size() == std::size_t{image.width} * image.height * image.channels(),
      "pixels that do not add up");
  kho::fuzz::require(std::size_t{image.width} * image.height <= kLimits.pixels,
                     "more pixels than the limit");
}

}  // namespace

std::vector<std::string> kho::fuzz::seeds() {
  prepare_page_sources();
  PageImage page = white_page(30, 20, 100, Colour::kRgb);
  fill(page, 5, 5, 9, 9, 0);
  std::string exif = as_jpeg(page, 80);
  exif.insert(2,
              std::string("\xFF\xE1\0\x22"
                          "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
                          36));
  return {as_jpeg(page, 80), exif, as_png(page), as_tiff({page, page})};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  const int orientation = exif_orientation(file);
  kho::fuzz::require(orientation >= 1 && orientation <= 8, "an orientation that is none");
  const OpenedPages opened = open_pages(file, kLimits);
  kho::fuzz::require((opened.pages == nullptr) == (opened.failure != ImageFailure::kNone),
                     "neither pages nor a reason");
  if (opened.pages == nullptr) return 0;
  kho::fuzz::require(opened.pages->page_count() >= 1 && opened.pages->page_count() <= kLimits.pages,
                     "more pages than the limit");
  for (std::uint32_t i = 0; i < opened.pages->page_count(); ++i) {
    const PageImageResult result = opened.pages->read(i, Colour::kGrey, 30);
    if (result.failure == ImageFailure::kNone) check(result.image);
  }
  return 0;
}

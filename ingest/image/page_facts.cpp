#include "ingest/image/page_facts.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

#include "ingest/image/ink.h"
#include "ingest/image/pix.h"

namespace kho::ingest {
namespace {

constexpr double kMillimetresPerInch = 25.4;

// Sides of paper from a receipt to A0. Cameras write 72 dpi on pictures that were never paper.
bool is_paper(double width_mm, double height_mm) {
  return std::min(width_mm, height_mm) >= 40 && std::max(width_mm, height_mm) <= 1300;
}

Tint tint_of(const PageImage& page) {
  // Chroma that JPEG and the rounding of colour profiles leave on grey, in 1/255.
  constexpr int kChromaOfGrey = 12;
  constexpr double kColouredMin = 0.0003;  // Of all pixels: a signature in blue ink.
  constexpr double kShadedMin = 0.001;
  constexpr std::uint8_t kDarkest = 24;
  constexpr std::uint8_t kLightest = 231;
  const std::size_t channels = page.channels();
  const std::size_t count = page.pixels.size() / channels;
  std::size_t coloured = 0;
  std::size_t shaded = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* pixel = page.pixels.data() + i * channels;
    const auto [low, high] =
        channels == 1 ? std::pair(pixel[0], pixel[0]) : std::minmax({pixel[0], pixel[1], pixel[2]});
    if (high - low > kChromaOfGrey) ++coloured;
    if (high > kDarkest && low < kLightest) ++shaded;
  }
  const auto all = static_cast<double>(count);
  if (static_cast<double>(coloured) > kColouredMin * all) return Tint::kColour;
  return static_cast<double>(shaded) > kShadedMin * all ? Tint::kGrey : Tint::kBlackAndWhite;
}

}  // namespace

PageFacts page_facts(const PageImage& page) {
  PageFacts facts;
  if (page.dpi > 0) {
    const double width_mm = page.width / page.dpi * kMillimetresPerInch;
    const double height_mm = page.height / page.dpi * kMillimetresPerInch;
    if (is_paper(width_mm, height_mm)) {
      facts.width_mm = width_mm;
      facts.height_mm = height_mm;
    }
  }
  facts.tint = tint_of(page);
  const PixHandle grey = to_grey_pix(page);
  if (facts.width_mm == 0) pixSetResolution(grey.get(), 0, 0);
  const double dpi = working_dpi(grey.get());
  const PixHandle ink = ink_of(grey.get());
  facts.is_blank = is_blank(ink.get(), dpi);
  if (!facts.is_blank) facts.skew_degrees = skew_of(ink.get(), dpi).value_or(0);
  return facts;
}

}  // namespace kho::ingest

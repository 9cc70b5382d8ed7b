#include "ingest/image/pix.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace kho::ingest {
namespace {

constexpr double kA4LongSideInches = 11.69;
constexpr l_uint32 kWhite = 0xFFFFFF00;

// Leptonica keeps pixels in words, the leftmost in the highest bits.
constexpr unsigned kRedShift = 24;
constexpr unsigned kGreenShift = 16;
constexpr unsigned kBlueShift = 8;

l_uint32* row_of(Pix* pix, std::uint32_t y) {
  return pixGetData(pix) + std::size_t{y} * static_cast<std::size_t>(pixGetWpl(pix));
}

void set_resolution(Pix* pix, double dpi) {
  const auto rounded = static_cast<l_int32>(std::lround(dpi));
  pixSetResolution(pix, rounded, rounded);
}

std::uint8_t luminance(const std::uint8_t* rgb) {
  // ITU-R BT.601, in 1/256.
  return static_cast<std::uint8_t>((77U * rgb[0] + 150U * rgb[1] + 29U * rgb[2]) >> 8U);
}

template <typename GreyOf>
PixHandle make_grey(const PageImage& image, GreyOf grey_of) {
  PixHandle pix =
      own(pixCreate(static_cast<l_int32>(image.width), static_cast<l_int32>(image.height), 8));
  for (std::uint32_t y = 0; y < image.height; ++y) {
    const std::uint8_t* from =
        image.pixels.data() + std::size_t{y} * image.width * image.channels();
    l_uint32* to = row_of(pix.get(), y);
    for (std::uint32_t x = 0; x < image.width; ++x) {
      to[x / 4] |= l_uint32{grey_of(from + x * image.channels())} << (24U - 8U * (x % 4));
    }
  }
  set_resolution(pix.get(), image.dpi);
  return pix;
}

}  // namespace

void PixDelete::operator()(Pix* pix) const { pixDestroy(&pix); }

PixHandle own(Pix* pix) {
  if (pix == nullptr) throw std::bad_alloc();
  return PixHandle(pix);
}

PixHandle to_grey_pix(const PageImage& image) {
  if (image.colour == Colour::kRgb) return make_grey(image, luminance);
  return make_grey(image, [](const std::uint8_t* grey) { return *grey; });
}

PixHandle to_pix(const PageImage& image) {
  if (image.colour == Colour::kGrey) return to_grey_pix(image);
  PixHandle pix =
      own(pixCreate(static_cast<l_int32>(image.width), static_cast<l_int32>(image.height), 32));
  const std::uint8_t* from = image.pixels.data();
  for (std::uint32_t y = 0; y < image.height; ++y) {
    l_uint32* to = row_of(pix.get(), y);
    for (std::uint32_t x = 0; x < image.width; ++x, from += 3) {
      to[x] = l_uint32{from[0]} << kRedShift | l_uint32{from[1]} << kGreenShift |
              l_uint32{from[2]} << kBlueShift;
    }
  }
  set_resolution(pix.get(), image.dpi);
  return pix;
}

PageImage from_pix(PixHandle pix, Colour colour) {
  if (pixGetDepth(pix.get()) == 32 && pixGetSpp(pix.get()) == 4) {
    pix = own(pixAlphaBlendUniform(pix.get(), kWhite));
  }
  pix = own(colour == Colour::kGrey ? pixConvertTo8(pix.get(), FALSE) : pixConvertTo32(pix.get()));

  PageImage image{.width = static_cast<std::uint32_t>(pixGetWidth(pix.get())),
                  .height = static_cast<std::uint32_t>(pixGetHeight(pix.get())),
                  .colour = colour,
                  .dpi = static_cast<double>(std::max(0, pixGetXRes(pix.get()))),
                  .pixels = {}};
  image.pixels.resize(std::size_t{image.width} * image.height * image.channels());
  std::uint8_t* to = image.pixels.data();
  for (std::uint32_t y = 0; y < image.height; ++y) {
    const l_uint32* from = row_of(pix.get(), y);
    for (std::uint32_t x = 0; x < image.width; ++x) {
      if (colour == Colour::kGrey) {
        *to++ = static_cast<std::uint8_t>(from[x / 4] >> (24U - 8U * (x % 4)));
      } else {
        *to++ = static_cast<std::uint8_t>(from[x] >> kRedShift);
        *to++ = static_cast<std::uint8_t>(from[x] >> kGreenShift);
        *to++ = static_cast<std::uint8_t>(from[x] >> kBlueShift);
      }
    }
  }
  return image;
}

double working_dpi(Pix* pix) {
  const int said = pixGetXRes(pix);
  if (said > 0) return said;
  return std::max(pixGetWidth(pix), pixGetHeight(pix)) / kA4LongSideInches;
}

}  // namespace kho::ingest

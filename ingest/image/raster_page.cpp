#include "ingest/image/raster_page.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <string_view>

#include "ingest/image/exif_orientation.h"
#include "ingest/image/pix.h"

namespace kho::ingest {
namespace {

const l_uint8* data_of(std::span<const std::byte> file) {
  return reinterpret_cast<const l_uint8*>(file.data());
}

PixHandle flipped(const PixHandle& pix) { return own(pixFlipLR(nullptr, pix.get())); }
PixHandle turned(const PixHandle& pix, int quarters_clockwise) {
  return own(pixRotateOrth(pix.get(), quarters_clockwise));
}

// EXIF's eight: the four turns, and each of them behind a mirror.
PixHandle upright(PixHandle pix, int orientation) {
  switch (orientation) {
    case 2:
      return flipped(pix);
    case 3:
      return turned(pix, 2);
    case 4:
      return turned(flipped(pix), 2);
    case 5:
      return turned(flipped(pix), 3);
    case 6:
      return turned(pix, 1);
    case 7:
      return turned(flipped(pix), 1);
    case 8:
      return turned(pix, 3);
    default:
      return pix;
  }
}

class RasterPage final : public PageSource {
 public:
  RasterPage(std::span<const std::byte> file, bool is_jpeg, bool has_luminance)
      : file_(file), is_jpeg_(is_jpeg), has_luminance_(has_luminance) {}

  [[nodiscard]] std::uint32_t page_count() const override { return 1; }

  [[nodiscard]] PageImageResult read(std::uint32_t /*page*/, Colour colour,
                                     double /*dpi*/) const override {
    // Leptonica's answer does not tell a bad file from too little memory; malloc's errno does.
    errno = 0;
    int warnings = 0;
    PixHandle pix(is_jpeg_ ? decode_jpeg(colour, warnings)
                           : pixReadMemPng(data_of(file_), file_.size()));
    if (pix == nullptr && errno == ENOMEM) throw std::bad_alloc();
    if ((pix == nullptr || warnings > 0) && !has_end()) {
      return {.failure = ImageFailure::kTruncated, .image = {}};
    }
    if (pix == nullptr) return {.failure = ImageFailure::kBroken, .image = {}};
    if (is_jpeg_) pix = upright(std::move(pix), exif_orientation(file_));
    return {.failure = ImageFailure::kNone, .image = from_pix(std::move(pix), colour)};
  }

 private:
  // Cameras write JPEGs that libjpeg warns of and shows whole: warnings alone refuse nothing.
  Pix* decode_jpeg(Colour colour, int& warnings) const {
    const int luminance = colour == Colour::kGrey && has_luminance_ ? L_JPEG_READ_LUMINANCE : 0;
    return pixReadMemJpeg(data_of(file_), file_.size(), 0, 1, &warnings,
                          luminance | L_JPEG_CONTINUE_WITH_BAD_DATA);
  }

  // Whether the marker that ends such a file is there; junk may follow it.
  [[nodiscard]] bool has_end() const {
    constexpr std::size_t kTailBytes = 64 << 10;
    const std::size_t tail = std::min(file_.size(), kTailBytes);
    const std::string_view bytes(reinterpret_cast<const char*>(file_.data()), file_.size());
    const std::string_view end = is_jpeg_ ? "\xFF\xD9" : "IEND\xAE\x42\x60\x82";
    return bytes.substr(bytes.size() - tail).find(end) != std::string_view::npos;
  }

  const std::span<const std::byte> file_;
  const bool is_jpeg_;
  const bool has_luminance_;
};

}  // namespace

bool is_within(const ImageLimits& limits, std::uint64_t width, std::uint64_t height) {
  return width > 0 && height > 0 && width <= limits.side && height <= limits.side &&
         width * height <= limits.pixels;
}

OpenedPages open_raster_page(std::span<const std::byte> file, const ImageLimits& limits) {
  int format = IFF_UNKNOWN;
  int width = 0;
  int height = 0;
  int bits = 0;
  int samples = 0;
  int has_palette = 0;
  if (pixReadHeaderMem(data_of(file), file.size(), &format, &width, &height, &bits, &samples,
                       &has_palette) != 0 ||
      width <= 0 || height <= 0) {
    return {.failure = ImageFailure::kBroken, .pages = nullptr};
  }
  const bool is_jpeg = format == IFF_JFIF_JPEG;
  if (!is_jpeg && format != IFF_PNG) {
    return {.failure = ImageFailure::kUnsupported, .pages = nullptr};
  }
  if (!is_within(limits, static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height))) {
    return {.failure = ImageFailure::kTooManyPixels, .pages = nullptr};
  }
  return {.failure = ImageFailure::kNone,
          .pages = std::make_unique<RasterPage>(file, is_jpeg, samples == 3)};
}

}  // namespace kho::ingest

// ingest/image/page_image.h - A page as pixels, and why a file gives none.
//
// Plain values. Thread-compatible.
#pragma once

#include <cstdint>
#include <vector>

namespace kho::ingest {

enum class Colour { kGrey, kRgb };

struct PageImage {
  std::uint32_t width = 0;  // Pixels, as the page is to be looked at.
  std::uint32_t height = 0;
  Colour colour = Colour::kGrey;
  double dpi = 0;                    // Pixels per inch of paper; 0 where the file does not say.
  std::vector<std::uint8_t> pixels;  // Rows from the top without padding; 1 or 3 bytes a pixel, R
                                     // first; 0 is black.

  [[nodiscard]] std::size_t channels() const { return colour == Colour::kGrey ? 1 : 3; }
};

struct ImageLimits {
  std::uint64_t pixels = 100'000'000;  // Of one page: A2 at 600 dpi just fits.
  std::uint32_t side = 32'000;         // Pixels; Tesseract counts them with 16 bits.
  std::uint32_t pages = 5000;
};

// Why a file, or one page of it, gives no pixels. What is stored and shown of it: failure_of()
// (look.h).
enum class ImageFailure {
  kNone,
  kUnsupported,    // Neither PDF, JPEG, PNG nor TIFF, or a kind that none reads.
  kBroken,         // The decoder cannot read it.
  kTruncated,      // It begins well, and its end is missing.
  kEncrypted,      // Needs a password.
  kTooManyPixels,  // Beyond ImageLimits; nothing was decoded.
  kTooManyPages,
};

struct PageImageResult {
  ImageFailure failure = ImageFailure::kNone;
  PageImage image;  // Empty where `failure` is not kNone.
};

}  // namespace kho::ingest

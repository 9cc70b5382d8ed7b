// ingest/image/qr_code.h - The QR codes on a page, by ZXing.
//
// Pure function; linear in the pixels. Errors: std::bad_alloc. Source: ISO/IEC 18004.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ingest/image/page_image.h"

namespace kho::ingest {

struct QrCorner {
  std::uint16_t x = 0;  // In 1/1000 of the page's width and height.
  std::uint16_t y = 0;
};

struct QrCode {
  std::string text;                   // UTF-8, at most 7,089 characters; never empty.
  std::array<QrCorner, 4> corners{};  // Clockwise from the symbol's own top left.
};

// At most `codes_max` of them. What is binary or not text in UTF-8 is left out. The small code of a
// citizen's card needs 300 dpi.
[[nodiscard]] std::vector<QrCode> find_qr_codes(const PageImage& page, std::uint8_t codes_max);

}  // namespace kho::ingest

// ingest/image/page_preview.h - A page as a small PNG.
//
// Pure function; linear in the pixels. Errors: std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ingest/image/page_image.h"

namespace kho::ingest {

// `page` scaled to `width` pixels (at least 1), or as it is where it is no wider, as PNG (ISO/IEC
// 15948): 8 bits grey or 24 bits RGB, as `page` is. `page` has at least one pixel.
[[nodiscard]] std::vector<std::byte> page_preview(const PageImage& page, std::uint32_t width);

}  // namespace kho::ingest

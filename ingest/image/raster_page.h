// ingest/image/raster_page.h - A JPEG or PNG as a page.
//
// For page_source.cpp; see there.
#pragma once

#include <cstddef>
#include <span>

#include "ingest/image/page_source.h"

namespace kho::ingest {

// kBroken, kTooManyPixels or kUnsupported where nothing is opened.
[[nodiscard]] OpenedPages open_raster_page(std::span<const std::byte> file,
                                           const ImageLimits& limits);

// Whether an image of these sides is within `limits`; false also for an empty one.
[[nodiscard]] bool is_within(const ImageLimits& limits, std::uint64_t width, std::uint64_t height);

}  // namespace kho::ingest

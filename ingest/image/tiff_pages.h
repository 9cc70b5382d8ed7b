// ingest/image/tiff_pages.h - The pages of a TIFF.
//
// For page_source.cpp; see there. Source: TIFF 6.0; BigTIFF as libtiff reads it.
#pragma once

#include <cstddef>
#include <span>

#include "ingest/image/page_source.h"

namespace kho::ingest {

// Silences libtiff, in the whole process.
void prepare_tiff_pages();

// Walks all directories first, so the sizes of all pages are known to be within `limits` before one
// is decoded. Thumbnails (reduced-resolution images) are no pages. kBroken, also for a chain of
// directories that loops or breaks off; kTooManyPixels, kTooManyPages.
[[nodiscard]] OpenedPages open_tiff_pages(std::span<const std::byte> file,
                                          const ImageLimits& limits);

}  // namespace kho::ingest

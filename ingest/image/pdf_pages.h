// ingest/image/pdf_pages.h - The pages of a PDF, drawn by Poppler.
//
// For page_source.cpp; see there. Fonts that the file does not embed are not drawn: the sandbox
// has no files to take them from.
#pragma once

#include <cstddef>
#include <span>

#include "ingest/image/page_source.h"

namespace kho::ingest {

// kBroken, kEncrypted or kTooManyPages where nothing is opened. A page so large that not even
// kPdfDpiMin fits the limits is kTooManyPixels.
[[nodiscard]] OpenedPages open_pdf_pages(std::span<const std::byte> file,
                                         const ImageLimits& limits);

inline constexpr double kPdfDpiMin = 20;

}  // namespace kho::ingest

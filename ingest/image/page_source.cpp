#include "ingest/image/page_source.h"

#include <leptonica/allheaders.h>

#include "ingest/image/pdf_pages.h"
#include "ingest/image/raster_page.h"
#include "ingest/image/tiff_pages.h"
#include "ingest/media_type.h"
#include "ingest/pdf_text.h"

namespace kho::ingest {

OpenedPages open_pages(std::span<const std::byte> file, const ImageLimits& limits) {
  const std::string_view media_type = sniff_media_type(file);
  if (media_type == "application/pdf") return open_pdf_pages(file, limits);
  if (media_type == "image/tiff") return open_tiff_pages(file, limits);
  if (media_type == "image/jpeg" || media_type == "image/png") {
    return open_raster_page(file, limits);
  }
  return {.failure = ImageFailure::kUnsupported, .pages = nullptr};
}

void prepare_page_sources() {
  ::setMsgSeverity(L_SEVERITY_NONE);
  prepare_tiff_pages();
  prepare_pdf_text();  // The same Poppler.
}

}  // namespace kho::ingest

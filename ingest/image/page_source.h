// ingest/image/page_source.h - A file of pages as pixels: PDF, TIFF, JPEG, PNG.
//
// For the extraction child only, like all that parses files from outside. Sizes are checked against
// the limits before a pixel is decoded. Reading a page takes time linear in its pixels, except what
// a PDF draws; time and memory as a whole are the sandbox's to limit. Errors: std::bad_alloc.
//
// Thread-confined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "ingest/image/page_image.h"

namespace kho::ingest {

class PageSource {
 public:
  virtual ~PageSource() = default;
  PageSource(const PageSource&) = delete;
  PageSource& operator=(const PageSource&) = delete;

  [[nodiscard]] virtual std::uint32_t page_count() const = 0;  // At least 1.

  // Page `page`, counted from 0, below page_count(). A PDF is drawn at `dpi` (above 0), or at the
  // highest that the limits leave; an image has the pixels that it has, upright where its EXIF or
  // TIFF orientation says how.
  [[nodiscard]] virtual PageImageResult read(std::uint32_t page, Colour colour,
                                             double dpi) const = 0;

 protected:
  PageSource() = default;
};

struct OpenedPages {
  ImageFailure failure = ImageFailure::kNone;
  std::unique_ptr<PageSource> pages;  // Null where `failure` is not kNone.
};

// `file` outlives what is opened. What it is, is found from its content.
[[nodiscard]] OpenedPages open_pages(std::span<const std::byte> file, const ImageLimits& limits);

// Silences the libraries and loads what they look up on first use. Call once before
// close_sandbox().
void prepare_page_sources();

}  // namespace kho::ingest

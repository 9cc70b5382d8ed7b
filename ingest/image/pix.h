// ingest/image/pix.h - Leptonica's image as a handle, and to and from PageImage.
//
// Internal to ingest/. Thread-compatible. Errors: std::bad_alloc, also where Leptonica's own answer
// is only that there is no image.
#pragma once

#include <memory>

#include "ingest/image/page_image.h"

struct Pix;

namespace kho::ingest {

struct PixDelete {
  void operator()(Pix* pix) const;
};
using PixHandle = std::unique_ptr<Pix, PixDelete>;

// `pix`, which Leptonica has just made; std::bad_alloc where it made none. For operations that can
// fail for no other reason.
[[nodiscard]] PixHandle own(Pix* pix);

// 8 bits a pixel where grey, 32 where RGB.
[[nodiscard]] PixHandle to_pix(const PageImage& image);
// 8 bits a pixel.
[[nodiscard]] PixHandle to_grey_pix(const PageImage& image);

// Any depth, with or without a palette; transparent pixels lie on white paper. The resolution is
// that of `pix`.
[[nodiscard]] PageImage from_pix(PixHandle pix, Colour colour);

// The pixels per inch by which to judge sizes on `pix`: its own, or, where it does not say, those
// that make its longer side that of A4.
[[nodiscard]] double working_dpi(Pix* pix);

}  // namespace kho::ingest

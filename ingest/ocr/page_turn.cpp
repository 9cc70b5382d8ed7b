#include "ingest/ocr/page_turn.h"

#include <leptonica/allheaders.h>

#include <cmath>
#include <numbers>

namespace kho::ingest {

PageTurn::PageTurn(Pix* grey, int quarters, double degrees)
    : turned_(own(pixRotateOrth(grey, quarters))),
      quarters_(quarters),
      radians_(degrees * std::numbers::pi / 180),
      upright_width_(pixGetWidth(turned_.get())),
      upright_height_(pixGetHeight(turned_.get())) {
  if (degrees == 0) return;
  turned_ =
      own(pixRotate(turned_.get(), static_cast<float>(radians_), L_ROTATE_AREA_MAP,
                    L_BRING_IN_WHITE, pixGetWidth(turned_.get()), pixGetHeight(turned_.get())));
}

Place PageTurn::back(Place place) const {
  // Both turns are about the centre, with y downwards.
  const double x = place.x - pixGetWidth(turned_.get()) / 2.0;
  const double y = place.y - pixGetHeight(turned_.get()) / 2.0;
  const double cosine = std::cos(radians_);
  const double sine = std::sin(radians_);
  const double across = (x * cosine + y * sine) / upright_width_ + 0.5;
  const double down = (y * cosine - x * sine) / upright_height_ + 0.5;
  switch (quarters_) {
    case 1:
      return {down, 1 - across};
    case 2:
      return {1 - across, 1 - down};
    case 3:
      return {1 - down, across};
    default:
      return {across, down};
  }
}

}  // namespace kho::ingest

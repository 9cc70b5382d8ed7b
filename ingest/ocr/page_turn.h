// ingest/ocr/page_turn.h - A page brought upright and level, and the way back for places on it.
//
// Internal to ingest/. Thread-compatible; linear. Errors: std::bad_alloc.
#pragma once

#include "ingest/image/pix.h"

namespace kho::ingest {

struct Place {
  double x = 0;
  double y = 0;
};

class PageTurn {
 public:
  // `grey` turned clockwise by `quarters` (0..3), then by `degrees` (-7..7). What comes in at the
  // corners is white, and nothing is cut off.
  PageTurn(Pix* grey, int quarters, double degrees);

  [[nodiscard]] Pix* turned() const { return turned_.get(); }

  // Where a place on turned() was, as parts of the width and height of `grey`.
  [[nodiscard]] Place back(Place place) const;

 private:
  PixHandle turned_;
  int quarters_;
  double radians_;
  double upright_width_;  // After the quarters.
  double upright_height_;
};

}  // namespace kho::ingest

#include "ingest/ocr/orientation.h"

#include <leptonica/allheaders.h>

namespace kho::ingest {

std::optional<int> quarters_to_upright(Pix* ink, double dpi) {
  constexpr double kDpiMost = 300;  // The detector looks for strokes of 150 to 300 dpi.
  PixHandle reduced = own(pixClone(ink));
  while (dpi > kDpiMost) {
    reduced = own(pixReduceRankBinary2(reduced.get(), 2, nullptr));
    dpi /= 2;
  }
  float up = 0;
  float left = 0;
  int orientation = L_TEXT_ORIENT_UNKNOWN;
  if (pixOrientDetect(reduced.get(), &up, &left, 0, 0) != 0 ||
      makeOrientDecision(up, left, 0, 0, &orientation, 0) != 0) {
    return std::nullopt;
  }
  switch (orientation) {
    case L_TEXT_ORIENT_UP:
      return 0;
    case L_TEXT_ORIENT_LEFT:
      return 1;
    case L_TEXT_ORIENT_DOWN:
      return 2;
    case L_TEXT_ORIENT_RIGHT:
      return 3;
    default:
      return std::nullopt;
  }
}

}  // namespace kho::ingest

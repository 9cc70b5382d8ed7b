#include "ingest/image/ink.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

namespace kho::ingest {
namespace {

constexpr double kMillimetresPerInch = 25.4;

struct BoxaDelete {
  void operator()(Boxa* boxes) const { boxaDestroy(&boxes); }
};

struct Mark {
  double left, top, width, height;  // Millimetres.
};

// Paper that shows where a punch, a binding or the lid of the scanner was. The desk's papers keep
// 15 mm and more free at the sides (NĐ 30/2020, annex I); a page number may stand close to the top.
bool is_in_margin(const Mark& mark, double page_width, double page_height) {
  constexpr double kSide = 0.07;
  constexpr double kEnd = 0.03;
  const double x = mark.left + mark.width / 2;
  const double y = mark.top + mark.height / 2;
  return x < kSide * page_width || x > (1 - kSide) * page_width || y < kEnd * page_height ||
         y > (1 - kEnd) * page_height;
}

bool is_speck_or_streak(const Mark& mark) {
  const double longer = std::max(mark.width, mark.height);
  const double shorter = std::min(mark.width, mark.height);
  return longer < 1.2 || (shorter < 0.5 && longer > 15);
}

bool is_handwriting(const Mark& mark) { return mark.width > 8 && mark.height > 3; }

}  // namespace

PixHandle ink_of(Pix* grey) {
  constexpr int kPaper = 200;     // What the background becomes.
  constexpr int kInkBelow = 150;  // Three quarters of it.
  constexpr int kPlainBelow = 130;
  constexpr int kTile = 16;
  constexpr int kTilePaperMin = kTile * kTile / 3;
  constexpr int kForegroundBelow = 100;
  // Needs some tiles; a picture of a few lines' height has no background to speak of either.
  if (std::min(pixGetWidth(grey), pixGetHeight(grey)) >= 8 * kTile) {
    const PixHandle level(pixBackgroundNorm(grey, nullptr, nullptr, kTile, kTile, kForegroundBelow,
                                            kTilePaperMin, kPaper, 2, 2));
    if (level != nullptr) return own(pixThresholdToBinary(level.get(), kInkBelow));
  }
  return own(pixThresholdToBinary(grey, kPlainBelow));
}

bool is_blank(Pix* ink, double dpi) {
  constexpr double kDpiEnough = 150;
  constexpr int kMarksMin = 3;
  PixHandle reduced = own(pixClone(ink));
  while (dpi > kDpiEnough &&
         std::min(pixGetWidth(reduced.get()), pixGetHeight(reduced.get())) > 16) {
    reduced = own(pixReduceRankBinary2(reduced.get(), 2, nullptr));
    dpi /= 2;
  }
  const double millimetres = kMillimetresPerInch / dpi;  // Of a pixel.
  const double page_width = pixGetWidth(reduced.get()) * millimetres;
  const double page_height = pixGetHeight(reduced.get()) * millimetres;
  // What hangs on an edge is the lid's shadow, a torn corner or a neighbour.
  const PixHandle inside(pixRemoveBorderConnComps(reduced.get(), 8));
  if (inside == nullptr) return false;
  const std::unique_ptr<Boxa, BoxaDelete> boxes(pixConnCompBB(inside.get(), 8));
  if (boxes == nullptr) return false;
  int marks = 0;
  for (int i = 0; i < boxaGetCount(boxes.get()); ++i) {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    boxaGetBoxGeometry(boxes.get(), i, &x, &y, &width, &height);
    const Mark mark{x * millimetres, y * millimetres, width * millimetres, height * millimetres};
    if (is_speck_or_streak(mark) || is_in_margin(mark, page_width, page_height)) continue;
    if (++marks >= kMarksMin || is_handwriting(mark)) return false;
  }
  return true;
}

std::optional<double> skew_of(Pix* ink, double dpi) {
  constexpr double kSweepDegrees = 7;
  constexpr double kSweepStep = 1;
  constexpr double kSearchStep = 0.01;
  constexpr double kConfidenceMin = 3;  // Leptonica's own, for pixDeskew().
  constexpr int kSideMin = 64;          // Below, there are no lines to measure.
  if (std::min(pixGetWidth(ink), pixGetHeight(ink)) < kSideMin) return std::nullopt;
  const int search = dpi < 150 ? 1 : dpi < 450 ? 2 : 4;
  float angle = 0;
  float confidence = 0;
  if (pixFindSkewSweepAndSearch(ink, &angle, &confidence, 2 * search, search, kSweepDegrees,
                                kSweepStep, kSearchStep) != 0 ||
      !(confidence >= kConfidenceMin) || !std::isfinite(angle)) {
    return std::nullopt;
  }
  return angle;
}

}  // namespace kho::ingest

#include "ingest/image/page_hash.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "ingest/image/ink.h"
#include "ingest/image/pix.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kGrid = 64;         // Cells a side that ink is counted in.
constexpr std::size_t kFrequencies = 16;  // A side: kFrequencies^2 bits.

using Grid = std::array<double, kGrid * kGrid>;
using Coefficients = std::array<double, kFrequencies * kFrequencies>;

// The page's ink at some 100 dpi, without specks, level.
PixHandle level_ink(Pix* ink, double dpi) {
  constexpr double kDpiEnough = 150;
  const double degrees = skew_of(ink, dpi).value_or(0);
  PixHandle reduced = own(pixClone(ink));
  while (dpi > kDpiEnough) {
    reduced = own(pixReduceRankBinary2(reduced.get(), 2, nullptr));
    dpi /= 2;
  }
  constexpr int kSpeck = 4;  // Pixels; the dots of letters go, too.
  reduced = own(pixSelectBySize(reduced.get(), kSpeck, kSpeck, 8, L_SELECT_IF_EITHER,
                                L_SELECT_IF_GTE, nullptr));
  const auto radians = static_cast<float>(degrees * std::numbers::pi / 180);
  return own(pixRotate(reduced.get(), radians, L_ROTATE_SAMPLING, L_BRING_IN_WHITE,
                       pixGetWidth(reduced.get()), pixGetHeight(reduced.get())));
}

template <typename Visit>
void for_each_ink_pixel(Pix* ink, Visit visit) {
  const int height = pixGetHeight(ink);
  const int words = pixGetWpl(ink);
  const l_uint32* row = pixGetData(ink);
  pixSetPadBits(ink, 0);
  for (int y = 0; y < height; ++y, row += words) {
    for (int i = 0; i < words; ++i) {
      for (l_uint32 word = row[i]; word != 0;) {
        const int bit = std::countl_zero(word);
        visit(32 * i + bit, y);
        word &= ~(0x80000000U >> static_cast<unsigned>(bit));
      }
    }
  }
}

// Where the ink lies along one axis.
struct Spread {
  double count = 0;
  double sum = 0;
  double squares = 0;

  void add(double at) {
    ++count;
    sum += at;
    squares += at * at;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double deviation() const {
    return std::sqrt(std::max(1.0, squares / count - mean() * mean()));
  }
};

// A place on the page as one in the grid: its centre is the ink's, and its sides are four standard
// deviations apart, which is a little more than evenly written paper needs.
class Axis {
 public:
  explicit Axis(const Spread& spread)
      : begin_(spread.mean() - 2 * spread.deviation()), scale_(kGrid / (4 * spread.deviation())) {}

  [[nodiscard]] double operator()(double at) const { return (at + 0.5 - begin_) * scale_; }

 private:
  double begin_;
  double scale_;
};

Grid count_ink(Pix* ink) {
  Spread across;
  Spread down;
  for_each_ink_pixel(ink, [&](int x, int y) {
    across.add(x);
    down.add(y);
  });
  Grid grid{};
  const Axis column_of(across);
  const Axis row_of(down);
  for_each_ink_pixel(ink, [&](int x, int y) {
    const double column = column_of(x);
    const double row = row_of(y);
    if (column < 0 || row < 0 || column >= kGrid || row >= kGrid) return;
    ++grid[static_cast<std::size_t>(row) * kGrid + static_cast<std::size_t>(column)];
  });
  return grid;
}

// The lowest frequencies of the grid's discrete cosine transform (DCT-II).
Coefficients transform(const Grid& grid) {
  std::array<std::array<double, kGrid>, kFrequencies> cosines;
  for (std::size_t k = 0; k < kFrequencies; ++k) {
    for (std::size_t n = 0; n < kGrid; ++n) {
      cosines[k][n] = std::cos(std::numbers::pi / kGrid * (static_cast<double>(n) + 0.5) *
                               static_cast<double>(k));
    }
  }
  std::array<double, kGrid * kFrequencies> rows{};
  for (std::size_t y = 0; y < kGrid; ++y) {
    for (std::size_t k = 0; k < kFrequencies; ++k) {
      for (std::size_t x = 0; x < kGrid; ++x) {
        rows[y * kFrequencies + k] += grid[y * kGrid + x] * cosines[k][x];
      }
    }
  }
  Coefficients coefficients{};
  for (std::size_t k = 0; k < kFrequencies; ++k) {
    for (std::size_t l = 0; l < kFrequencies; ++l) {
      for (std::size_t y = 0; y < kGrid; ++y) {
        coefficients[k * kFrequencies + l] += rows[y * kFrequencies + l] * cosines[k][y];
      }
    }
  }
  return coefficients;
}

}  // namespace

std::optional<PageHash> page_hash(const PageImage& page) {
  const PixHandle grey = to_grey_pix(page);
  const double dpi = working_dpi(grey.get());
  const PixHandle ink = ink_of(grey.get());
  if (is_blank(ink.get(), dpi)) return std::nullopt;
  const PixHandle level = level_ink(ink.get(), dpi);
  const Coefficients coefficients = transform(count_ink(level.get()));
  PageHash hash;
  for (std::size_t i = 1; i < coefficients.size(); ++i) {  // The first is the amount of ink.
    if (coefficients[i] > 0) hash.bits[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  return hash;
}

int hash_distance(const PageHash& left, const PageHash& right) {
  int distance = 0;
  for (std::size_t i = 0; i < left.bits.size(); ++i) {
    distance += std::popcount(left.bits[i] ^ right.bits[i]);
  }
  return distance;
}

}  // namespace kho::ingest

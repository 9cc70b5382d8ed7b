#include "store/codecs/bilevel_model.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include "store/error.h"

namespace kho::store {
namespace {

// ---- Arithmetic coding -------------------------------------------------------------------------

// Probabilities are those of black, in 1/65,536.
using Probability = std::uint16_t;
constexpr int kOne = 65536;

// One interval [low, high] of 32 bits that every pixel narrows; bytes on which both ends agree are
// shifted out.
struct Interval {
  std::uint32_t low = 0;
  std::uint32_t high = 0xffffffff;

  [[nodiscard]] std::uint32_t split(std::uint32_t black) const {
    return low + static_cast<std::uint32_t>(std::uint64_t{high - low} * black >> 16);
  }
  [[nodiscard]] bool top_byte_known() const { return ((low ^ high) >> 24) == 0; }
  void shift() {
    low <<= 8;
    high = high << 8 | 0xff;
  }
};

class Encoder {
 public:
  // `black` is 1..65,535.
  bool code(bool bit, std::uint32_t black) {
    const std::uint32_t middle = interval_.split(black);
    if (bit) {
      interval_.high = middle;
    } else {
      interval_.low = middle + 1;
    }
    while (interval_.top_byte_known()) {
      bytes_.push_back(static_cast<std::byte>(interval_.high >> 24));
      interval_.shift();
    }
    return bit;
  }
  // The decoder reads zeros behind the end: as few bytes as name a number of the interval.
  Bytes finish() {
    for (unsigned kept = 0; interval_.low != 0; ++kept) {
      const unsigned dropped = 8 * (3 - kept);
      const std::uint32_t number = interval_.high >> dropped << dropped;
      if (number < interval_.low) continue;
      for (unsigned i = 0; i <= kept; ++i) {
        bytes_.push_back(static_cast<std::byte>(number >> (24 - 8 * i)));
      }
      break;
    }
    return std::move(bytes_);
  }

 private:
  Interval interval_;
  Bytes bytes_;
};

class Decoder {
 public:
  explicit Decoder(ByteView coded) : coded_(coded) {
    for (int i = 0; i < 4; ++i) number_ = number_ << 8 | next();
  }
  bool code(bool /*bit*/, std::uint32_t black) {
    const std::uint32_t middle = interval_.split(black);
    const bool bit = number_ <= middle;
    if (bit) {
      interval_.high = middle;
    } else {
      interval_.low = middle + 1;
    }
    while (interval_.top_byte_known()) {
      interval_.shift();
      number_ = number_ << 8 | next();
    }
    return bit;
  }
  // More was read than any encoder leaves out: the rest is made up.
  [[nodiscard]] bool overrun() const { return position_ > coded_.size() + 4; }

 private:
  std::uint32_t next() {
    const std::size_t i = position_++;
    return i < coded_.size() ? std::to_integer<std::uint32_t>(coded_[i]) : 0;
  }

  ByteView coded_;
  std::size_t position_ = 0;
  std::uint32_t number_ = 0;
  Interval interval_;
};

// ---- The logistic scale ------------------------------------------------------------------------

// squash(x) = 65,536 / (1 + e^(-x / 256)), given at every 64th x and linear between them.
constexpr int kSquashStep = 64;
constexpr int kSquashMax = 2816;
constexpr std::array<int, 2 * kSquashMax / kSquashStep + 1> kSquashPoints{
    1,     1,     2,     2,     3,     4,     5,     6,     8,     10,    13,    17,    22,
    28,    36,    47,    60,    77,    98,    126,   162,   208,   267,   342,   439,   562,
    720,   922,   1179,  1506,  1921,  2446,  3108,  3938,  4971,  6249,  7812,  9702,  11955,
    14595, 17625, 21025, 24743, 28693, 32768, 36843, 40793, 44511, 47911, 50941, 53581, 55834,
    57724, 59287, 60565, 61598, 62428, 63090, 63615, 64030, 64357, 64614, 64816, 64974, 65097,
    65194, 65269, 65328, 65374, 65410, 65438, 65459, 65476, 65489, 65500, 65508, 65514, 65519,
    65523, 65526, 65528, 65530, 65531, 65532, 65533, 65534, 65534, 65534, 65534};
constexpr int kStretchMax = 2047;

struct Logistic {
  std::array<Probability, 2 * kSquashMax + 1> squashed{};
  std::array<std::int16_t, 4096> stretched{};  // By the highest 12 bits of a probability.

  Logistic() {
    for (int x = -kSquashMax; x <= kSquashMax; ++x) {
      const int offset = x + kSquashMax;
      const auto i = static_cast<std::size_t>(offset / kSquashStep);
      const int rest = offset % kSquashStep;
      int value = kSquashPoints[i];
      if (rest != 0) value += (kSquashPoints[i + 1] - kSquashPoints[i]) * rest / kSquashStep;
      squashed[static_cast<std::size_t>(offset)] = static_cast<Probability>(value);
    }
    int x = -kStretchMax;
    for (std::size_t i = 0; i < stretched.size(); ++i) {
      const int middle = static_cast<int>(16 * i + 8);
      while (x < kStretchMax && squash(x) < middle) ++x;
      stretched[i] = static_cast<std::int16_t>(x);
    }
  }
  [[nodiscard]] int squash(int x) const {
    return squashed[static_cast<std::size_t>(std::clamp(x, -kSquashMax, kSquashMax) + kSquashMax)];
  }
  [[nodiscard]] std::int16_t stretch(Probability p) const { return stretched[p >> 4]; }
};

const Logistic& logistic() {
  static const Logistic tables;
  return tables;
}

// Moves `p` towards what was seen by 1/2^shift of the distance.
void learn(Probability& p, bool bit, int shift) {
  p = static_cast<Probability>(p + (((bit ? kOne - 1 : 0) - p) >> shift));
}

// A probability kept away from certainty.
std::uint32_t bounded(int p, int margin) {
  return static_cast<std::uint32_t>(std::clamp(p, margin, kOne - margin));
}

// ---- The image so far --------------------------------------------------------------------------

// What is already coded; everything else is white. Pixels are addressed by their bit in the whole,
// so that a place is one number and the pixel above it is one stride less.
class Canvas {
 public:
  explicit Canvas(BilevelShape shape)
      : row_bytes_((std::size_t{shape.columns} + 7) / 8),
        stride_(kLeftBytes + row_bytes_),
        bytes_(stride_ * (kRowsAbove + std::size_t{shape.rows} + 1) + kLeftBytes + 8) {}

  // Of column 0 of the row.
  [[nodiscard]] std::uint32_t place(std::uint32_t row) const {
    return static_cast<std::uint32_t>(8 * ((kRowsAbove + std::size_t{row}) * stride_ + kLeftBytes));
  }
  [[nodiscard]] std::uint32_t stride_bits() const {
    return static_cast<std::uint32_t>(8 * stride_);
  }
  // 57 pixels about `place`: the one `d` columns right of it (-32..24) in bit 31 - d.
  [[nodiscard]] std::uint64_t window(std::uint32_t place) const {
    const std::uint32_t first = place - 32;
    const std::byte* const bytes = &bytes_[first / 8];
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    }
    return value << (first % 8);
  }
  void set_black(std::uint32_t place) {
    bytes_[place / 8] |= static_cast<std::byte>(0x80 >> place % 8);
  }
  [[nodiscard]] std::span<std::byte> row(std::uint32_t row) {
    return std::span(bytes_).subspan(place(row) / 8, row_bytes_);
  }

 private:
  static constexpr std::size_t kLeftBytes = 8;  // And right of the row before.
  static constexpr std::size_t kRowsAbove = 8;

  std::size_t row_bytes_;
  std::size_t stride_;
  Bytes bytes_;
};

// Pixels -left..right of a window, the rightmost in bit 0.
constexpr std::uint64_t cut(std::uint64_t window, unsigned left, unsigned right) {
  return window >> (31 - right) & ((std::uint64_t{1} << (left + right + 1)) - 1);
}

// The rows about a pixel.
constexpr std::size_t kRowsSeen = 6;
struct Surroundings {
  std::uint64_t left = 0;                     // Of its own row: the pixel d to the left in bit d-1.
  std::array<std::uint64_t, kRowsSeen> up{};  // up[0] is the window right above.
};

// Sixty-one pixels of them in one number, to be compared with another place.
std::uint64_t patch_of(const Surroundings& at) {
  return (at.left & 0xff) | cut(at.up[0], 5, 5) << 8 | cut(at.up[1], 5, 5) << 19 |
         cut(at.up[2], 4, 4) << 30 | cut(at.up[3], 4, 4) << 39 | cut(at.up[4], 3, 4) << 48 |
         cut(at.up[5], 3, 4) << 56;
}

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;

// ---- Matches -----------------------------------------------------------------------------------

// The earlier place that this one is taken to repeat.
class Matcher {
 public:
  // Tables of 2^`bits` places.
  Matcher(const Canvas& canvas, unsigned bits)
      : canvas_(canvas), bits_(bits), by_patch_(1U << bits), by_core_(1U << bits) {}

  struct Prediction {
    std::uint32_t mismatch_class = 0;  // 0 (equal) ... 7; 8: nothing similar is known.
    bool black = false;                // The pixel at the other place.
    std::uint32_t context = 0;         // 11 bits: it and the pixels about it.
  };

  void start_row() { source_ = 0; }
  void skip() { source_ = 0; }
  // Where the places that look like one are kept; the pixel left of it does not matter.
  struct Keys {
    std::uint32_t patch = 0;
    std::uint32_t core = 0;
  };
  Keys keys_of(const Surroundings& at) const {
    const std::uint64_t patch = patch_of(at) & ~std::uint64_t{1};
    const std::uint64_t core = (at.left & 0x1e) | cut(at.up[0], 4, 4) << 8 |
                               cut(at.up[1], 4, 4) << 19 | cut(at.up[2], 3, 3) << 30 |
                               cut(at.up[3], 2, 2) << 40;
    return {static_cast<std::uint32_t>(patch * kMultiplier >> (64 - bits_)),
            static_cast<std::uint32_t>(core * kMultiplier >> (64 - bits_))};
  }
  void prefetch(Keys keys) const {
    __builtin_prefetch(&by_patch_[keys.patch]);
    __builtin_prefetch(&by_core_[keys.core]);
  }
  // `row` is the place of column 0.
  Prediction find(const Surroundings& at, Keys keys, std::uint32_t place, std::uint32_t row) {
    const std::uint64_t patch = patch_of(at);
    int mismatch = kMismatchMax + 1;
    if (source_ != 0) mismatch = difference(source_, patch);
    for (std::uint32_t* const candidate : {&by_patch_[keys.patch], &by_core_[keys.core]}) {
      if (*candidate != 0 && *candidate != source_ && mismatch > 0) {
        const int other = difference(*candidate, patch);
        if (other < mismatch) {
          mismatch = other;
          source_ = *candidate;
        }
      }
      *candidate = place;
    }
    if (mismatch > kMismatchMax) source_ = 0;
    return source_ == 0 ? Prediction{8, false, 0} : predict(mismatch, row);
  }
  void step() {
    if (source_ != 0) ++source_;
  }

 private:
  static constexpr int kMismatchMax = 16;

  [[nodiscard]] int difference(std::uint32_t place, std::uint64_t patch) const {
    Surroundings other;
    other.left = canvas_.window(place) >> 32;
    for (std::size_t i = 0; i < kRowsSeen; ++i) {
      other.up[i] =
          canvas_.window(place - static_cast<std::uint32_t>(i + 1) * canvas_.stride_bits());
    }
    return std::popcount(patch_of(other) ^ patch);
  }
  [[nodiscard]] Prediction predict(int mismatch, std::uint32_t row) const {
    static constexpr std::array<std::uint8_t, kMismatchMax + 1> kClass{0, 1, 2, 3, 3, 4, 4, 5, 5,
                                                                       5, 6, 6, 6, 7, 7, 7, 7};
    const std::uint64_t here = canvas_.window(source_);
    const std::uint64_t above = canvas_.window(source_ - canvas_.stride_bits());
    const std::uint64_t below = canvas_.window(source_ + canvas_.stride_bits());
    const bool below_known = source_ + canvas_.stride_bits() < row;
    return {kClass[static_cast<std::size_t>(mismatch)], (here >> 31 & 1) != 0,
            static_cast<std::uint32_t>(cut(here, 1, 2) | cut(above, 1, 1) << 4 |
                                       cut(below, 1, 1) << 7 | (below_known ? 1U : 0U) << 10)};
  }

  const Canvas& canvas_;
  const unsigned bits_;
  std::vector<std::uint32_t> by_patch_;  // Places; 0: none.
  std::vector<std::uint32_t> by_core_;
  std::uint32_t source_ = 0;  // 0: none.
};

// ---- Mixing ------------------------------------------------------------------------------------

constexpr std::size_t kContexts = 8;
constexpr std::size_t kInputs = 24;  // Two a context, one constant, and zeros.

using Inputs = std::array<std::int16_t, kInputs>;
using Weights = std::array<std::int32_t, kInputs>;  // 2^30 is 1.
constexpr std::int32_t kFirstWeight = 1900 << 16;
constexpr std::int32_t kWeightMax = (1 << 30) + (1 << 29) + (1 << 28);
constexpr int kRateShift = 2;

int dot(const Inputs& inputs, const Weights& weights) {
  int sum = 0;  // |input| < 2^11, |weight| < 2^15, 24 of them: below 2^31.
  for (std::size_t i = 0; i < kInputs; ++i) {
    sum += inputs[i] * static_cast<std::int16_t>(weights[i] >> 16);
  }
  return sum >> 14;
}

// `error` is what was seen less what was said, in 1/32,768.
void adjust(const Inputs& inputs, std::int16_t error, Weights& weights) {
  for (std::size_t i = 0; i < kInputs; ++i) {
    const std::int32_t step = (inputs[i] * error) >> kRateShift;
    weights[i] = std::clamp(weights[i], -kWeightMax, kWeightMax) + step;
  }
}

// ---- Counters ----------------------------------------------------------------------------------

// What followed a context: the probability that black did, and how often white (high half) and
// black (low half) did of late.
struct Slot {
  Probability p = 1U << 15;
  std::uint8_t counts = 0;
  std::uint8_t check = 0;
};

// A small image cannot fill a large table, which takes time to make.
unsigned table_bits(BilevelShape shape) {
  const std::uint64_t pixels = std::uint64_t{shape.columns} * shape.rows;
  return static_cast<unsigned>(std::clamp<int>(std::bit_width(pixels) - 4, 8, 18));
}
constexpr unsigned kCountMax = 15;

constexpr std::uint8_t with_count(std::uint8_t counts, bool bit) {
  unsigned white = counts >> 4;
  unsigned black = counts & 15U;
  unsigned& seen = bit ? black : white;
  unsigned& other = bit ? white : black;
  if (seen < kCountMax) ++seen;
  if (other > 2) other = (other + 2) / 2 + (other > 6 ? 1 : 0);
  return static_cast<std::uint8_t>(white << 4 | black);
}

struct CountTables {
  std::array<std::array<std::uint8_t, 2>, 256> next{};
  std::array<Probability, 256> first{};  // (2 black + 1) / (2 (white + black) + 2)
  std::array<int, 32> rate{};            // 2 / (2n + 3) after n pixels.

  CountTables() {
    for (std::size_t i = 0; i < 256; ++i) {
      next[i] = {with_count(static_cast<std::uint8_t>(i), false),
                 with_count(static_cast<std::uint8_t>(i), true)};
      const std::size_t black = i & 15;
      const std::size_t all = (i >> 4) + black;
      first[i] = static_cast<Probability>((2 * black + 1) * kOne / (2 * all + 2));
    }
    for (std::size_t n = 0; n < rate.size(); ++n)
      rate[n] = static_cast<int>(2 * kOne / (2 * n + 3));
  }
};

const CountTables& count_tables() {
  static const CountTables tables;
  return tables;
}

// A probability corrected by what came of such probabilities in a context before: 33 points along
// the logistic scale.
class Correction {
 public:
  explicit Correction(std::size_t contexts) : points_(contexts * kPoints) {
    for (std::size_t i = 0; i < kPoints; ++i) {
      const int x = (static_cast<int>(i) - 16) * kDistance;
      points_[i] = static_cast<Probability>(logistic().squash(x));
    }
    for (std::size_t i = kPoints; i < points_.size(); ++i) points_[i] = points_[i - kPoints];
  }
  int correct(std::size_t context, int x) {
    const int offset = std::clamp(x, -kSquashMax, kSquashMax - 1) + kSquashMax;
    const int rest = offset % kDistance;
    Probability* const low =
        &points_[context * kPoints + static_cast<std::size_t>(offset / kDistance)];
    nearest_ = rest > kDistance / 2 ? low + 1 : low;
    return (low[0] * (kDistance - rest) + low[1] * rest) / kDistance;
  }
  void update(bool bit) { learn(*nearest_, bit, 6); }

 private:
  static constexpr std::size_t kPoints = 33;
  static constexpr int kDistance = 2 * kSquashMax / 32;

  std::vector<Probability> points_;
  Probability* nearest_ = nullptr;
};

// ---- The model ---------------------------------------------------------------------------------

// How far the colour of pixel `at` (bit of a window) goes on to the right or left of it, at
// most 20.
unsigned run_right(std::uint64_t window) {
  const std::uint64_t from = window << 32;
  return static_cast<unsigned>(std::min(20, std::countl_zero((from >> 63) != 0 ? ~from : from)));
}
unsigned run_left(std::uint64_t window) {
  const std::uint64_t from = window >> 31;
  return static_cast<unsigned>(std::min(20, std::countr_zero((from & 1) != 0 ? ~from : from)));
}

class Model {
 public:
  explicit Model(BilevelShape shape)
      : canvas_(shape),
        columns_(shape.columns),
        slot_bits_(table_bits(shape)),
        matcher_(canvas_, slot_bits_),
        slots_(kContexts << slot_bits_),
        by_match_(9 * 2 * 8),
        by_near_(1 << 11),
        plain_(1 << 16, Probability{1U << 15}),
        plain_seen_(1 << 16),
        match_correction_(9 * 2 * 8),
        near_correction_(1 << 11),
        budget_((std::uint64_t{1} << 20) + std::uint64_t{shape.columns} * shape.rows / 8) {
    Weights first{};
    std::fill_n(first.begin(), 2 * kContexts, kFirstWeight);
    std::fill(by_match_.begin(), by_match_.end(), first);
    std::fill(by_near_.begin(), by_near_.end(), first);
    for (auto& map : by_counts_) map = count_tables().first;
    uniform_.fill(60000);
    repeated_.fill(1U << 15);
  }

  // Codes row `y` with `coder`; `row` is what an encoder codes, empty for a decoder.
  template <typename Coder>
  void code_row(std::uint32_t y, ByteView row, Coder& coder) {
    const std::span<std::byte> target = canvas_.row(y);
    const std::span<const std::byte> above = y > 0 ? canvas_.row(y - 1) : blank_row(target.size());
    const bool same = coder.code(std::equal(row.begin(), row.end(), above.begin(), above.end()),
                                 bounded(repeated_[last_repeated_], 64));
    learn(repeated_[last_repeated_], same, 4);
    last_repeated_ = same ? 1 : 0;
    if (same) {
      std::copy(above.begin(), above.end(), target.begin());
      return;
    }
    row_ = canvas_.place(y);
    left_ = 0;
    matcher_.start_row();
    std::uint32_t pixels_to_code = 0;  // Of a block that was not uniform.
    for (std::uint32_t x = 0; x < columns_;) {
      look(x);
      if (pixels_to_code == 0) {
        if (code_uniform(x, row, coder)) {
          x += kBlock;
          continue;
        }
        pixels_to_code = kBlock;
      }
      --pixels_to_code;
      const bool bit = code_pixel(x, bit_at(row, x), coder);
      if (bit) canvas_.set_black(row_ + x);
      left_ = left_ << 1 | (bit ? 1U : 0U);
      ++x;
    }
  }
  [[nodiscard]] ByteView row(std::uint32_t y) { return canvas_.row(y); }

 private:
  static constexpr std::uint32_t kBlock = 8;

  static bool bit_at(ByteView row, std::uint32_t x) {
    return !row.empty() && (std::to_integer<unsigned>(row[x / 8]) >> (7 - x % 8) & 1U) != 0;
  }
  std::span<const std::byte> blank_row(std::size_t size) {
    blank_.resize(size);
    return blank_;
  }

  void look(std::uint32_t x) {
    at_.left = left_;
    std::uint32_t place = row_ + x;
    for (std::uint64_t& window : at_.up) {
      place -= canvas_.stride_bits();
      window = canvas_.window(place);
    }
  }

  // Where all around is one colour, one decision for eight pixels. False: nothing is decided yet.
  template <typename Coder>
  bool code_uniform(std::uint32_t x, ByteView row, Coder& coder) {
    if (x + kBlock > columns_) return false;
    constexpr std::uint64_t kAll = 0xffffff;
    const bool black = (left_ & 1U) != 0;
    const std::uint64_t colour = black ? kAll : 0;
    if (cut(at_.up[0], 8, 15) != colour || cut(at_.up[1], 8, 15) != colour ||
        (left_ & 0xff) != (colour & 0xff)) {
      return false;
    }
    const std::size_t context = (black ? 8U : 0U) + ((left_ & kAll) == colour ? 4U : 0U) +
                                (cut(at_.up[2], 8, 15) == colour ? 2U : 0U) +
                                (cut(at_.up[3], 8, 15) == colour ? 1U : 0U);
    bool same = true;
    for (std::uint32_t i = 0; i < kBlock; ++i) same = same && bit_at(row, x + i) == black;
    same = coder.code(same, bounded(uniform_[context], 16));
    learn(uniform_[context], same, 7);
    if (!same) return false;
    if (black) {
      for (std::uint32_t i = 0; i < kBlock; ++i) canvas_.set_black(row_ + x + i);
    }
    left_ = left_ << kBlock | (colour & 0xff);
    matcher_.skip();
    return true;
  }

  template <typename Coder>
  bool code_pixel(std::uint32_t x, bool bit, Coder& coder) {
    if (budget_ == 0) {
      return code_plain(template_of_16(), bit, coder);
    }
    --budget_;
    return code_mixed(x, bit, coder);
  }

  [[nodiscard]] std::size_t template_of_16() const {
    return (left_ & 15) | cut(at_.up[0], 3, 3) << 4 | cut(at_.up[1], 2, 2) << 11;
  }

  // By one context: what is left to an image that has used up its budget.
  template <typename Coder>
  bool code_plain(std::size_t context, bool bit, Coder& coder) {
    Probability& p = plain_[context];
    std::uint8_t& seen = plain_seen_[context];
    bit = coder.code(bit, bounded(p, 24));
    p = static_cast<Probability>(p +
                                 (((bit ? kOne - 1 : 0) - p) * count_tables().rate[seen] >> 16));
    if (seen < 31) ++seen;
    return bit;
  }

  template <typename Coder>
  bool code_mixed(std::uint32_t x, bool bit, Coder& coder) {
    const Logistic& scale = logistic();
    const CountTables& counts = count_tables();
    const auto& up = at_.up;
    if (ahead_of_ != row_ + x) ahead_ = look_ahead(left_ >> 1, up);
    const Ahead now = ahead_;
    prepare_next(x);
    const Matcher::Prediction match = matcher_.find(at_, now.keys, row_ + x, row_);

    std::array<Slot*, kContexts> slots;
    Inputs inputs{};
    for (std::size_t i = 0; i < kContexts; ++i) {
      Slot& slot = slot_of(i, now, match);
      if (slot.counts != 0) {
        inputs[2 * i] = scale.stretch(slot.p);
        inputs[2 * i + 1] = scale.stretch(by_counts_[i][slot.counts]);
      }
      slots[i] = &slot;
    }
    inputs[2 * kContexts] = 256;

    const std::size_t near = (left_ & 7) | cut(up[0], 2, 2) << 3 | cut(up[1], 1, 1) << 8;
    const std::size_t matched = (match.mismatch_class * 2 + (match.black ? 1U : 0U)) * 8 +
                                (left_ & 1) * 4 + cut(up[0], 0, 1);
    Weights& weights1 = by_match_[matched];
    Weights& weights2 = by_near_[near];
    const int x1 = std::clamp(dot(inputs, weights1), -kSquashMax, kSquashMax);
    const int x2 = std::clamp(dot(inputs, weights2), -kSquashMax, kSquashMax);
    const int mean = (x1 + x2) >> 1;
    const int p = (2 * scale.squash(mean) + match_correction_.correct(matched, mean) +
                   near_correction_.correct(near, mean)) >>
                  2;
    bit = coder.code(bit, bounded(p, 24));

    match_correction_.update(bit);
    near_correction_.update(bit);
    const int target = bit ? kOne : 0;
    adjust(inputs, static_cast<std::int16_t>((target - scale.squash(x1)) >> 1), weights1);
    adjust(inputs, static_cast<std::int16_t>((target - scale.squash(x2)) >> 1), weights2);
    for (std::size_t i = 0; i < kContexts; ++i) {
      Slot& slot = *slots[i];
      if (slot.counts != 0) learn(by_counts_[i][slot.counts], bit, 6);
      const std::size_t n = (slot.counts >> 4) + (slot.counts & 15U);
      slot.p = static_cast<Probability>(slot.p +
                                        (((bit ? kOne - 1 : 0) - slot.p) * counts.rate[n] >> 16));
      slot.counts = counts.next[slot.counts][bit ? 1 : 0];
    }
    matcher_.step();
    return bit;
  }

  static std::uint64_t hash_of(std::size_t i, std::uint64_t context) {
    return (context + (i + 1) * 0x1234567) * kMultiplier;
  }
  // The contexts of a pixel but for the pixel left of it, which chooses one of two neighbouring
  // slots: so the slots can be fetched from memory while that one is being coded. The contexts from
  // kFirstOwnRun on hold the run that the pixel left of it ends or goes on, and are two.
  static constexpr std::size_t kFirstOwnRun = 5;
  struct Ahead {
    std::array<std::array<std::uint32_t, kContexts - 1>, 2> slot{};
    std::array<std::array<std::uint8_t, kContexts - 1>, 2> check{};
    Matcher::Keys keys;
  };
  // `past`: the pixels of the row left of the one left of it.
  Ahead look_ahead(std::uint64_t past, const std::array<std::uint64_t, kRowsSeen>& up) const {
    const std::uint64_t own = run_of_left(past, 20);
    const unsigned before = run_of_left(past >> own, 15);
    const unsigned right1 = run_right(up[0]);
    const unsigned right2 = run_right(up[1]);
    const unsigned right3 = run_right(up[2]);
    const unsigned left1 = run_left(up[0]);
    const unsigned left2 = run_left(up[1]);
    const std::uint64_t w = past & 1;
    const std::uint64_t n1 = cut(up[0], 0, 0);
    const std::uint64_t n2 = cut(up[1], 0, 0);
    const std::uint64_t n3 = cut(up[2], 0, 0);
    const std::array<std::uint64_t, kContexts - 1> contexts{
        (past & 15) | cut(up[0], 4, 4) << 5 | cut(up[1], 3, 3) << 14 | cut(up[2], 1, 1) << 21,
        (past & 31) | cut(up[0], 5, 5) << 6 | cut(up[1], 4, 4) << 17 | cut(up[2], 3, 3) << 26 |
            cut(up[3], 1, 1) << 33,
        (past & 0x7ff) | cut(up[0], 6, 10) << 12 | cut(up[1], 2, 2) << 29,
        (past & 1) | cut(up[0], 1, 1) << 2 | cut(up[1], 1, 1) << 5 | cut(up[2], 1, 1) << 8 |
            cut(up[3], 1, 1) << 11 | cut(up[4], 1, 1) << 14 | cut(up[5], 1, 1) << 17,
        own | before << 5 | right1 << 10 | left1 << 15 | (n1 | w << 1) << 20,
        right1 << 5 | right2 << 10 | right3 << 15 | (n1 | n2 << 1 | n3 << 2) << 20,
        left1 << 5 | left2 << 10 | right1 << 15 | (n1 | n2 << 1) << 20 |
            std::uint64_t{right2} << 24,
    };
    Ahead ahead;
    for (std::size_t i = 0; i < contexts.size(); ++i) {
      for (std::size_t bit = 0; bit < 2; ++bit) {
        std::uint64_t context = contexts[i];
        if (i >= kFirstOwnRun) context |= (bit == w ? own + 1 : 1) << 29 | bit << 34;
        const std::uint64_t hash = hash_of(i, context);
        const std::uint64_t index =
            i >= kFirstOwnRun ? hash >> (64 - slot_bits_) : hash >> (65 - slot_bits_) << 1 | bit;
        ahead.slot[bit][i] = static_cast<std::uint32_t>(i << slot_bits_ | index);
        ahead.check[bit][i] = static_cast<std::uint8_t>(hash >> 20);
      }
    }
    Surroundings at;
    at.left = past << 1;
    at.up = up;
    ahead.keys = matcher_.keys_of(at);
    return ahead;
  }
  void prepare_next(std::uint32_t x) {
    auto up = at_.up;
    for (std::uint64_t& window : up) window <<= 1;
    ahead_ = look_ahead(left_, up);
    ahead_of_ = row_ + x + 1;
    for (const std::uint32_t slot : ahead_.slot[0]) __builtin_prefetch(&slots_[slot]);
    for (std::size_t i = kFirstOwnRun; i + 1 < kContexts; ++i)
      __builtin_prefetch(&slots_[ahead_.slot[1][i]]);
    matcher_.prefetch(ahead_.keys);
  }
  Slot& slot_of(std::size_t i, const Ahead& now, const Matcher::Prediction& match) {
    const std::uint64_t w = left_ & 1;
    std::size_t index = 0;
    std::uint8_t check = 0;
    if (i + 1 < kContexts) {
      index = now.slot[w][i];
      check = now.check[w][i];
    } else {
      const std::uint64_t context = (std::uint64_t{match.context} << 4 | match.mismatch_class)
                                        << 4 |
                                    w | cut(at_.up[0], 1, 1) << 1;
      const std::uint64_t hash = hash_of(i, context);
      index = (i << slot_bits_) + (hash >> (64 - slot_bits_));
      check = static_cast<std::uint8_t>(hash >> 20);
    }
    Slot& slot = slots_[index];
    if (slot.check != check) slot = Slot{.check = check};
    return slot;
  }
  // How far the colour of the lowest bit goes on, at most `limit`.
  static unsigned run_of_left(std::uint64_t left, int limit) {
    return static_cast<unsigned>(std::min(limit, std::countr_zero((left & 1) != 0 ? ~left : left)));
  }

  Canvas canvas_;
  const std::uint32_t columns_;
  const unsigned slot_bits_;
  Matcher matcher_;
  std::vector<Slot> slots_;  // kContexts tables.
  std::array<std::array<Probability, 256>, kContexts> by_counts_{};
  std::vector<Weights> by_match_;
  std::vector<Weights> by_near_;
  std::vector<Probability> plain_;
  std::vector<std::uint8_t> plain_seen_;
  Correction match_correction_;
  Correction near_correction_;
  std::array<Probability, 16> uniform_{};
  std::array<Probability, 2> repeated_{};
  std::size_t last_repeated_ = 0;
  std::uint64_t budget_;  // Pixels that may still be coded with all of the model.

  // Of the row and the pixel being coded.
  std::uint32_t row_ = 0;
  std::uint64_t left_ = 0;
  Surroundings at_;
  Ahead ahead_;
  std::uint32_t ahead_of_ = 0;  // The place that it is for; 0: none.
  Bytes blank_;
};

}  // namespace

struct BilevelEncoder::State {
  explicit State(BilevelShape shape) : model(shape) {}
  Model model;
  Encoder coder;
  std::uint32_t y = 0;
};

BilevelEncoder::BilevelEncoder(BilevelShape shape) {
  assert(fits(shape));
  state_ = std::make_unique<State>(shape);
}
BilevelEncoder::~BilevelEncoder() = default;

void BilevelEncoder::add_row(ByteView row) {
  state_->model.code_row(state_->y++, row, state_->coder);
}
Bytes BilevelEncoder::finish() { return state_->coder.finish(); }

struct BilevelDecoder::State {
  State(ByteView coded, BilevelShape shape) : model(shape), coder(coded) {}
  Model model;
  Decoder coder;
  std::uint32_t y = 0;
};

BilevelDecoder::BilevelDecoder(ByteView coded, BilevelShape shape) {
  assert(fits(shape));
  state_ = std::make_unique<State>(coded, shape);
}
BilevelDecoder::~BilevelDecoder() = default;

ByteView BilevelDecoder::next_row() {
  const std::uint32_t y = state_->y++;
  state_->model.code_row(y, {}, state_->coder);
  if (state_->coder.overrun()) throw Error(Errc::kCorrupt, "coded image ends too early");
  return state_->model.row(y);
}

}  // namespace kho::store

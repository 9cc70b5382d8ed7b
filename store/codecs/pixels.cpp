#include "store/codecs/pixels.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "store/codecs/range_coder.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::size_t kHeadBytes = 6;  // Row length, bytes of a pixel, colours - 1.
constexpr std::size_t kRowBytesMin = 16;
constexpr std::size_t kRowBytesMax = 1 << 16;
constexpr std::size_t kRawBytesMin = 4096;
constexpr std::size_t kColoursMax = 256;
constexpr std::size_t kMargin = 4;  // Blank pixels left and right of each row, rows above.

// Pixels as numbers of colours, 0 all around them, so that every pixel has all neighbours.
class Plane {
 public:
  Plane(std::size_t width, std::size_t height)
      : width_(width), pitch_(width + 2 * kMargin), pixels_(pitch_ * (height + kMargin)) {}
  // The first pixel of a row; those at kMargin to both sides and above may be read.
  std::uint8_t* row(std::size_t y) { return pixels_.data() + pitch_ * (y + kMargin) + kMargin; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t pitch() const { return pitch_; }

 private:
  std::size_t width_;
  std::size_t pitch_;
  std::vector<std::uint8_t> pixels_;
};

// A bit in a rich context, which is trusted once it has been met a few times; until then in a poor
// one.
class TwoContexts {
 public:
  TwoContexts(unsigned rich_bits, unsigned poor_bits)
      : rich_(std::size_t{1} << rich_bits), poor_(std::size_t{1} << poor_bits) {}
  template <typename Side>
  bool code(Side& side, std::size_t rich, std::size_t poor, bool bit) {
    FineBitModel& r = rich_[rich];
    FineBitModel& p = poor_[poor];
    if (r.count() >= kTrusted) {
      bit = side.bit(r, bit);
      p.saw(bit);
    } else {
      bit = side.bit(p, bit);
      r.saw(bit);
    }
    return bit;
  }

 private:
  static constexpr unsigned kTrusted = 3;
  std::vector<FineBitModel> rich_;
  std::vector<FineBitModel> poor_;
};

// Black and white: the 16 pixels of JBIG2's template 0.
template <typename Side>
void code_two_colours(Side& side, Plane& plane, std::size_t height) {
  TwoContexts models(16, 10);
  const auto pitch = static_cast<std::ptrdiff_t>(plane.pitch());
  for (std::size_t y = 0; y < height; ++y) {
    std::uint8_t* here = plane.row(y);
    for (std::size_t x = 0; x < plane.width(); ++x, ++here) {
      const std::uint8_t* up = here - pitch;
      const std::uint8_t* upper = up - pitch;
      const auto bits = [](const std::uint8_t* from, int count) {
        std::size_t value = 0;
        for (int i = 0; i < count; ++i) value = value << 1 | from[i];
        return value;
      };
      const std::size_t near = bits(here - 2, 2) << 8 | bits(up - 2, 5) << 3 | bits(upper - 1, 3);
      const std::size_t rich = near << 6 | bits(here - 4, 2) << 4 |
                               static_cast<std::size_t>(up[-3]) << 3 |
                               static_cast<std::size_t>(up[3]) << 2 |
                               static_cast<std::size_t>(upper[-2]) << 1 | upper[2];
      *here = models.code(side, rich, near, *here != 0) ? 1 : 0;
    }
  }
}

// More colours: whether a pixel is as its neighbours in turn; if as none, which one.
template <typename Side>
void code_colours(Side& side, Plane& plane, std::size_t height, std::size_t colours) {
  constexpr unsigned kRichBits = 18;
  constexpr unsigned kPoorBits = 16;
  constexpr std::size_t kNeighbours = 4;
  std::vector<TwoContexts> same(kNeighbours, TwoContexts(kRichBits, kPoorBits));
  std::vector<NumberModel<8, FineBitModel>> others(colours);
  const auto pitch = static_cast<std::ptrdiff_t>(plane.pitch());
  const auto hash = [](std::uint64_t value, unsigned bits) {
    return static_cast<std::size_t>(value * 0x9e3779b97f4a7c15 >> (64 - bits));
  };
  for (std::size_t y = 0; y < height; ++y) {
    std::uint8_t* here = plane.row(y);
    for (std::size_t x = 0; x < plane.width(); ++x, ++here) {
      const std::uint8_t* up = here - pitch;
      const std::array<std::uint8_t, kNeighbours> near = {here[-1], up[0], up[1], up[-1]};
      std::uint64_t around = 0;
      for (const std::uint8_t pixel : near) around = around << 8 | pixel;
      const std::size_t poor = hash(around, kPoorBits);
      around = around << 8 | here[-2];
      around = around << 8 | up[-pitch];
      around = around << 8 | up[2];
      const std::size_t rich = hash(around, kRichBits);
      bool found = false;
      for (std::size_t i = 0; i < kNeighbours && !found; ++i) {
        if (std::find(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(i), near[i]) !=
            near.begin() + static_cast<std::ptrdiff_t>(i)) {
          continue;
        }
        found = same[i].code(side, rich, poor, *here == near[i]);
        if (found) *here = near[i];
      }
      if (found) continue;
      const std::uint32_t colour = others[near[0]].code(side, *here);
      if (colour >= colours) throw Error(Errc::kCorrupt, "picture with a colour too many");
      *here = static_cast<std::uint8_t>(colour);
    }
  }
}

struct Layout {
  std::size_t row_bytes = 0;
  std::size_t pixel_bytes = 0;  // 0: eight pixels in a byte.

  [[nodiscard]] std::size_t width() const {
    return pixel_bytes == 0 ? row_bytes * 8 : row_bytes / pixel_bytes;
  }
};

// The pixel at `at` as a number.
std::uint32_t pixel_at(ByteView raw, std::size_t at, std::size_t pixel_bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < pixel_bytes; ++i) {
    value = value << 8 | std::to_integer<std::uint32_t>(raw[at + i]);
  }
  return value;
}

// All colours, ascending; nullopt: more than kColoursMax.
std::optional<std::vector<std::uint32_t>> palette(ByteView raw, std::size_t pixel_bytes) {
  std::vector<std::uint32_t> colours;
  std::uint32_t last = 0;
  for (std::size_t at = 0; at < raw.size(); at += pixel_bytes) {
    const std::uint32_t colour = pixel_at(raw, at, pixel_bytes);
    if (at > 0 && colour == last) continue;
    last = colour;
    const auto place = std::ranges::lower_bound(colours, colour);
    if (place != colours.end() && *place == colour) continue;
    if (colours.size() == kColoursMax) return std::nullopt;
    colours.insert(place, colour);
  }
  return colours;
}

std::optional<Bytes> pack(ByteView raw, const Layout& layout) {
  const std::size_t height = raw.size() / layout.row_bytes;
  if (layout.width() * height > kPicturePixelsMax) return std::nullopt;
  std::vector<std::uint32_t> colours = {0, 1};
  if (layout.pixel_bytes != 0) {
    auto all = palette(raw, layout.pixel_bytes);
    if (!all) return std::nullopt;
    colours = *std::move(all);
  }
  std::string head;
  put_le(head, static_cast<std::uint32_t>(layout.row_bytes));
  head.push_back(static_cast<char>(layout.pixel_bytes));
  head.push_back(static_cast<char>(colours.size() - 1));

  Plane plane(layout.width(), height);
  EncodingSide side;
  if (layout.pixel_bytes == 0) {
    for (std::size_t y = 0; y < height; ++y) {
      std::uint8_t* row = plane.row(y);
      for (std::size_t x = 0; x < plane.width(); ++x) {
        const auto byte = std::to_integer<unsigned>(raw[y * layout.row_bytes + x / 8]);
        row[x] = static_cast<std::uint8_t>(byte >> (7 - x % 8) & 1);
      }
    }
    code_two_colours(side, plane, height);
  } else {
    for (const std::uint32_t colour : colours) {
      for (std::size_t i = layout.pixel_bytes; i-- > 0;) {
        head.push_back(static_cast<char>(colour >> (8 * i)));
      }
    }
    std::uint32_t last = colours[0];
    std::uint8_t last_number = 0;
    for (std::size_t y = 0; y < height; ++y) {
      std::uint8_t* row = plane.row(y);
      for (std::size_t x = 0; x < plane.width(); ++x) {
        const std::uint32_t colour =
            pixel_at(raw, y * layout.row_bytes + x * layout.pixel_bytes, layout.pixel_bytes);
        if (colour != last) {
          last = colour;
          last_number = static_cast<std::uint8_t>(std::ranges::lower_bound(colours, colour) -
                                                  colours.begin());
        }
        row[x] = last_number;
      }
    }
    code_colours(side, plane, height, colours.size());
  }
  const Bytes coded = side.finish();
  Bytes packed(as_bytes(head).begin(), as_bytes(head).end());
  packed.insert(packed.end(), coded.begin(), coded.end());
  if (packed.size() >= raw.size()) return std::nullopt;
  return packed;
}

// How many of the sampled places, where something begins or ends in a row, look like the places
// one row above.
std::size_t likeness(ByteView raw, std::span<const std::size_t> places, std::size_t row_bytes) {
  std::size_t alike = 0;
  for (const std::size_t at : places) {
    if (at <= row_bytes) continue;
    alike += raw[at] == raw[at - row_bytes] ? 1 : 0;
    alike += raw[at - 1] == raw[at - row_bytes - 1] ? 1 : 0;
  }
  return alike;
}

// The length of a row: the divisor of the whole at which rows are most alike. nullopt: none is.
std::optional<std::size_t> find_row_bytes(ByteView raw) {
  constexpr std::size_t kPlacesMax = 8192;
  std::vector<std::size_t> places;
  // Spread over the picture: a stretch after each so many bytes.
  const std::size_t step = std::max<std::size_t>(1, raw.size() / kPlacesMax);
  for (std::size_t at = 1; at < raw.size(); at += step) {
    const std::size_t end = std::min(raw.size(), at + step);
    for (std::size_t i = at; i < end; ++i) {
      if (raw[i] == raw[i - 1]) continue;
      places.push_back(i);
      break;
    }
  }
  if (places.size() < 64) return std::nullopt;
  std::size_t best = 0;
  std::size_t best_alike = places.size() / 16;  // Of twice as many.
  for (std::size_t n = kRowBytesMin; n <= std::min(kRowBytesMax, raw.size() / 2); ++n) {
    if (raw.size() % n != 0) continue;
    const std::size_t alike = likeness(raw, places, n);
    // Several rows are alike, too, but are not meant.
    const bool several = best != 0 && n % best == 0;
    if (alike > best_alike + (several ? best_alike / 16 : 0)) {
      best = n;
      best_alike = alike;
    }
  }
  return best == 0 ? std::nullopt : std::optional(best);
}

}  // namespace

std::optional<Bytes> pack_pixels(ByteView raw) {
  if (raw.size() < kRawBytesMin) return std::nullopt;
  const std::optional<std::size_t> row_bytes = find_row_bytes(raw);
  if (!row_bytes) return std::nullopt;
  // A part of the picture shows what a pixel is.
  constexpr std::size_t kTrialBytes = 1 << 20;
  const std::size_t rows = raw.size() / *row_bytes;
  const std::size_t trial_rows = std::clamp<std::size_t>(kTrialBytes / *row_bytes, 1, rows);
  const ByteView trial = raw.subspan((rows - trial_rows) / 2 * *row_bytes, trial_rows * *row_bytes);
  std::optional<Layout> best;
  std::size_t best_bytes = 0;
  for (const std::size_t pixel_bytes : {0u, 1u, 3u}) {
    if (pixel_bytes == 3 && *row_bytes % 3 != 0) continue;
    const Layout layout{*row_bytes, pixel_bytes};
    const std::optional<Bytes> packed = pack(trial, layout);
    if (packed && (!best || packed->size() < best_bytes)) {
      best = layout;
      best_bytes = packed->size();
    }
  }
  return best ? pack(raw, *best) : std::nullopt;
}

Bytes unpack_pixels(ByteView packed, std::uint64_t raw_length) {
  const auto damaged = [] { return Error(Errc::kCorrupt, "picture damaged"); };
  if (packed.size() < kHeadBytes) throw damaged();
  const std::string_view text = as_text(packed);
  const Layout layout{get_le<std::uint32_t>(text, 0), get_le<std::uint8_t>(text, 4)};
  const std::size_t colour_count = get_le<std::uint8_t>(text, 5) + std::size_t{1};
  const std::size_t palette_bytes = layout.pixel_bytes * colour_count;
  if (layout.row_bytes < kRowBytesMin || layout.row_bytes > kRowBytesMax ||
      layout.pixel_bytes > 3 || layout.pixel_bytes == 2 || raw_length % layout.row_bytes != 0 ||
      (layout.pixel_bytes != 0 && layout.row_bytes % layout.pixel_bytes != 0) ||
      raw_length / layout.row_bytes > kPicturePixelsMax / layout.width() ||
      packed.size() - kHeadBytes < palette_bytes) {
    throw damaged();
  }
  const std::size_t height = raw_length / layout.row_bytes;
  const ByteView colours = packed.subspan(kHeadBytes, palette_bytes);
  DecodingSide side(packed.subspan(kHeadBytes + palette_bytes));
  Plane plane(layout.width(), height);
  Bytes raw(raw_length);
  if (layout.pixel_bytes == 0) {
    code_two_colours(side, plane, height);
    for (std::size_t y = 0; y < height; ++y) {
      const std::uint8_t* row = plane.row(y);
      for (std::size_t x = 0; x < plane.width(); ++x) {
        raw[y * layout.row_bytes + x / 8] |= static_cast<std::byte>(row[x] << (7 - x % 8));
      }
    }
  } else {
    code_colours(side, plane, height, colour_count);
    std::byte* out = raw.data();
    for (std::size_t y = 0; y < height; ++y) {
      const std::uint8_t* row = plane.row(y);
      for (std::size_t x = 0; x < plane.width(); ++x, out += layout.pixel_bytes) {
        std::memcpy(out, colours.data() + row[x] * layout.pixel_bytes, layout.pixel_bytes);
      }
    }
  }
  return raw;
}

}  // namespace kho::store

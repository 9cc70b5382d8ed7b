#include "store/codecs/deflate_predictor.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace kho::store {
namespace {

constexpr std::size_t kLookahead = kMatchMax + kMatchMin + 1;  // What zlib keeps in its window.
constexpr std::size_t kTooFar = 4096;  // A match of three bytes from farther away does not pay.

// How many bytes from `a` and `b` on are equal, `most` at the utmost.
std::size_t common_length(const std::byte* a, const std::byte* b, std::size_t most) {
  std::size_t n = 0;
  static_assert(std::endian::native == std::endian::little);
  for (; n + 8 <= most; n += 8) {
    std::uint64_t x;
    std::uint64_t y;
    std::memcpy(&x, a + n, 8);
    std::memcpy(&y, b + n, 8);
    if (x != y) return n + static_cast<std::size_t>(std::countr_zero(x ^ y)) / 8;
  }
  while (n < most && a[n] == b[n]) ++n;
  return n;
}

}  // namespace

const Predictor::Tuning Predictor::kTunings[kPredictorLevels] = {
    {0, 0, 0, 0, true},           //
    {4, 4, 8, 4, true},           //
    {4, 5, 16, 8, true},          //
    {4, 6, 32, 32, true},         //
    {4, 4, 16, 16, false},        //
    {8, 16, 32, 32, false},       //
    {8, 16, 128, 128, false},     //
    {8, 32, 128, 256, false},     //
    {32, 128, 258, 1024, false},  //
    {32, 258, 258, 4096, false},
};

Predictor::Predictor(ByteView raw, const PredictorParameters& parameters)
    : raw_(raw),
      tuning_(kTunings[parameters.level]),
      hash_bits_(parameters.hash_bits),
      window_mask_((std::size_t{1} << parameters.window_bits) - 1),
      distance_max_(window_mask_ + 1 > kLookahead ? window_mask_ + 1 - kLookahead : 0),
      head_(std::size_t{1} << parameters.hash_bits),
      previous_(window_mask_ + 1) {
  assert(parameters.level < kPredictorLevels && hash_bits_ >= 8 && hash_bits_ <= 16 &&
         parameters.window_bits >= 8 && parameters.window_bits <= 15 &&
         raw.size() <= kInflatedBytesMax);
}

std::uint32_t Predictor::hash_at(std::size_t at) const {
  // Made to be rolled on byte by byte; of three bytes nothing older is left.
  const unsigned shift = (hash_bits_ + kMatchMin - 1) / kMatchMin;
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < kMatchMin; ++i) {
    hash =
        (hash << shift ^ std::to_integer<std::uint32_t>(raw_[at + i])) & ((1u << hash_bits_) - 1);
  }
  return hash;
}

void Predictor::remember_before(std::size_t end) {
  if (raw_.size() < kMatchMin) return;
  end = std::min(end, raw_.size() - kMatchMin + 1);
  for (; remembered_ < end; ++remembered_) {
    std::uint32_t& head = head_[hash_at(remembered_)];
    previous_[remembered_ & window_mask_] = head;
    head = static_cast<std::uint32_t>(remembered_);
  }
}

// The match at `at` that zlib finds, longer than `longer_than` (2 at least); else a literal.
Token Predictor::search(std::size_t at, std::size_t longer_than) {
  const std::size_t left = raw_.size() - at;
  remember_before(at + 1);
  if (left < kMatchMin || tuning_.chain == 0) return {};
  std::uint32_t place = previous_[at & window_mask_];
  // The first place may be as far as distance_max_, the others must be nearer; place 0 means none.
  if (place == 0 || at - place > distance_max_) return {};
  const std::size_t most = std::min(left, kMatchMax);
  const std::size_t nice = std::min<std::size_t>(tuning_.nice, left);
  std::size_t length = longer_than;
  std::size_t distance = 0;
  unsigned chain = longer_than >= tuning_.good ? tuning_.chain >> 2 : tuning_.chain;
  const std::byte* here = raw_.data() + at;
  do {
    ++work_;
    const std::byte* there = raw_.data() + place;
    if (length < most && there[length] == here[length] && there[length - 1] == here[length - 1]) {
      const std::size_t n = common_length(here, there, most);
      if (n > length) {
        length = n;
        distance = at - place;
        if (n >= nice) break;
      }
    }
    place = previous_[place & window_mask_];
  } while (place != 0 && at - place < distance_max_ && --chain != 0);
  if (distance == 0) return {};
  if (!tuning_.greedy && length == kMatchMin && distance > kTooFar) return {};
  return {static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(distance)};
}

Token Predictor::predict() {
  assert(position_ < raw_.size());
  Token match = put_off_;
  put_off_ = {};
  if (match.distance == 0) match = search(position_, kMatchMin - 1);
  predicted_ = match;
  if (match.distance != 0 && !tuning_.greedy && match.length < tuning_.lazy &&
      position_ + 1 < raw_.size()) {
    put_off_ = search(position_ + 1, match.length);
    if (put_off_.distance != 0) predicted_ = {};
  }
  return predicted_;
}

void Predictor::accept(Token actual) {
  assert(actual.length <= raw_.size() - position_);
  if (actual != predicted_ || actual.distance != 0) put_off_ = {};
  position_ += actual.length;
  if (tuning_.greedy && actual.distance != 0 && actual.length > tuning_.lazy) {
    remembered_ = std::max(remembered_, position_);
  } else {
    remember_before(position_);
  }
}

void Predictor::skip(std::size_t count) {
  assert(count <= raw_.size() - position_);
  put_off_ = {};
  position_ += count;
  remember_before(position_);
}

}  // namespace kho::store

// store/codecs/deflate_predictor.h - Which repetitions an encoder like zlib would refer to.
//
// The search of deflate as zlib has always done it (Gailly and Adler; Deutsch's description in RFC
// 1951, chapter 4): chains of earlier places with the same hash of three bytes, nearest first, cut
// off by the numbers of a level; a match may be put off by a byte for a longer one. Predicts one
// token at a time, is told the actual one, and goes on from there: so the tokens of another encoder
// are predicted less well, never wrongly restored.
//
// FROZEN: payloads on disk hold only where the actual tokens differ from what stands here. Any
// change of any prediction makes them unreadable; another predictor gets another number.
//
// Private to store/codecs. Thread-confined.
#pragma once

#include <cstdint>
#include <vector>

#include "store/codecs/deflate_stream.h"

namespace kho::store {

inline constexpr unsigned kPredictorLevels = 10;

struct PredictorParameters {
  std::uint8_t level = 6;         // 0: no matches at all; 1..9: zlib's.
  std::uint8_t hash_bits = 15;    // 8..16: zlib's memory level + 7.
  std::uint8_t window_bits = 15;  // 8..15: distances up to 2^window_bits - 262.
  friend bool operator==(const PredictorParameters&, const PredictorParameters&) = default;
};

class Predictor {
 public:
  // `raw` (at most kInflatedBytesMax) stays the caller's and must outlive this.
  Predictor(ByteView raw, const PredictorParameters& parameters);

  // The token at position(), which is before the end of `raw`.
  [[nodiscard]] Token predict();
  // The actual one; predict() was called for it. Its length is at most what is left.
  void accept(Token actual);
  // `count` bytes, at most what is left, without tokens.
  void skip(std::size_t count);

  [[nodiscard]] std::size_t position() const { return position_; }
  // Comparisons made: what time goes by. Some data makes the search very slow.
  [[nodiscard]] std::uint64_t work() const { return work_; }

 private:
  struct Tuning {
    std::uint16_t good;   // From this length on, only a quarter of the chain is looked at.
    std::uint16_t lazy;   // From this length on, a match is not put off. Greedy: up to this
                          // length, places inside of a match are remembered.
    std::uint16_t nice;   // From this length on, no longer one is looked for.
    std::uint16_t chain;  // Places that are looked at.
    bool greedy;          // A match is never put off.
  };
  static const Tuning kTunings[kPredictorLevels];

  [[nodiscard]] std::uint32_t hash_at(std::size_t at) const;
  void remember_before(std::size_t end);
  [[nodiscard]] Token search(std::size_t at, std::size_t longer_than);

  ByteView raw_;
  const Tuning tuning_;
  const unsigned hash_bits_;
  const std::size_t window_mask_;
  const std::size_t distance_max_;
  std::vector<std::uint32_t> head_;      // By hash: the last place; 0: none.
  std::vector<std::uint32_t> previous_;  // By place modulo the window: the one before it.
  std::size_t remembered_ = 0;           // Places before this one are in the chains.
  std::size_t position_ = 0;
  Token predicted_;
  Token put_off_;  // What a predicted literal makes room for at the next position; else a literal.
  std::uint64_t work_ = 0;
};

}  // namespace kho::store

#include "store/codecs/deflate.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "store/codecs/checksum.h"
#include "store/codecs/deflate_predictor.h"
#include "store/codecs/deflate_stream.h"
#include "store/codecs/deflate_trees.h"
#include "store/codecs/jpeg_xl.h"
#include "store/codecs/pixels.h"
#include "store/codecs/range_coder.h"
#include "store/codecs/varint.h"
#include "store/codecs/zstd.h"
#include "store/error.h"
#include "store/varint.h"

namespace kho::store {
namespace {

constexpr std::size_t kFixedBytes = kRawChecksumBytes + 5;
constexpr std::uint8_t kMethod = 1;
constexpr std::size_t kTailBytesMax = 64 << 10;
// Comparisons of the search, at 1 to 5 ns: streams that need more are left alone. Papers need 1 to
// 20 for a byte.
constexpr std::uint64_t kWorkMax = std::uint64_t{1} << 31;
constexpr std::uint64_t kSampleWorkMax = std::uint64_t{1} << 25;
constexpr std::size_t kSampleTokens = 64 << 10;

// How what the stream held is packed: a Codec's number, or one that there is no Codec of.
enum class Inner : std::uint8_t {
  kRaw = 0,
  kZstd = 1,
  kZstdWithDictionary = 2,
  kJpegXl = 3,
  kPixels = 8
};

Error damaged(const char* why) { return Error(Errc::kCorrupt, why); }

// What the coder below asks for and is told, while packing: predictions made before.
class Packing {
 public:
  Packing(const DeflateStream& stream, std::span<const Token> predicted)
      : raw_(stream.raw), predicted_(predicted) {}
  EncodingSide side;
  [[nodiscard]] std::size_t left() const { return raw_.size() - position_; }
  [[nodiscard]] ByteView raw_at(std::size_t position) const { return raw_.subspan(position); }
  [[nodiscard]] std::size_t position() const { return position_; }
  Token predict() { return predicted_[next_++]; }
  void accept(Token actual) { position_ += actual.length; }
  void skip(std::size_t count) { position_ += count; }

 private:
  ByteView raw_;
  std::span<const Token> predicted_;
  std::size_t next_ = 0;
  std::size_t position_ = 0;
};

// While unpacking: predictions are made.
class Unpacking {
 public:
  Unpacking(ByteView raw, const PredictorParameters& parameters, ByteView corrections)
      : side(corrections), raw_(raw), predictor_(raw, parameters) {}
  DecodingSide side;
  [[nodiscard]] std::size_t left() const { return raw_.size() - predictor_.position(); }
  [[nodiscard]] ByteView raw_at(std::size_t position) const { return raw_.subspan(position); }
  [[nodiscard]] std::size_t position() const { return predictor_.position(); }
  Token predict() {
    if (predictor_.work() > kWorkMax) throw damaged("deflate search too long");
    return predictor_.predict();
  }
  void accept(Token actual) { predictor_.accept(actual); }
  void skip(std::size_t count) { predictor_.skip(count); }

 private:
  ByteView raw_;
  Predictor predictor_;
};

// The choices of a stream's encoder as bits: one body for both directions. What is put is ignored
// while unpacking and read back instead; impossible values, which only damage gives, throw.
template <typename Direction>
class ChoiceCoder {
 public:
  ChoiceCoder(Direction& direction, std::size_t full_block_tokens)
      : d_(direction), full_block_tokens_(full_block_tokens) {}

  // The tokens are a block's; they begin at the direction's position.
  void code_block(Block& block, std::vector<Token>& tokens) {
    const std::size_t begin = d_.position();
    block.last = bit(last_, block.last);
    block.kind =
        static_cast<BlockKind>(kind_.code(d_.side, static_cast<std::uint32_t>(block.kind)));
    if (block.kind == BlockKind::kStored) {
      block.raw_bytes = size_.code(d_.side, static_cast<std::uint32_t>(block.raw_bytes));
      if (block.raw_bytes > d_.left() || block.raw_bytes > 0xffff) throw damaged("stored block");
      d_.skip(block.raw_bytes);
      return;
    }
    if (block.kind != BlockKind::kFixed && block.kind != BlockKind::kDynamic) {
      throw damaged("deflate block of no kind");
    }
    code_tokens(block, tokens);
    block.raw_bytes = d_.position() - begin;
    if (block.kind == BlockKind::kDynamic) {
      DynamicHeader predicted = predict_header(tokens, d_.raw_at(begin));
      if (bit(header_right_, block.header == predicted)) {
        block.header = std::move(predicted);
      } else {
        code_header(block.header);
      }
    }
  }

  std::uint32_t code_adler(std::uint32_t expected, std::uint32_t actual) {
    if (bit(adler_right_, expected == actual)) return expected;
    return d_.side.even(actual, 32);
  }

  // Before a stream's blocks are coded: whether each of a block's tokens is as predicted.
  void set_all_right(bool all_right) { all_right_now_ = all_right; }

 private:
  bool bit(BitModel& model, bool value) { return d_.side.bit(model, value); }

  void code_tokens(Block& block, std::vector<Token>& tokens) {
    // A block of zlib ends when its buffer is full, or with the data.
    const bool full = bit(full_, block.token_count == full_block_tokens_);
    bool to_end = false;
    std::size_t count = full_block_tokens_;
    if (!full) {
      to_end = bit(to_end_, block.raw_bytes == d_.left());
      if (!to_end) {
        count = size_.code(d_.side, static_cast<std::uint32_t>(block.token_count));
      }
    }
    const bool all_right = bit(all_right_, all_right_now_);
    for (std::size_t k = 0; to_end ? d_.left() > 0 : k < count; ++k) {
      if (d_.left() == 0) throw damaged("deflate block too long");
      Token token = d_.predict();
      if (!all_right) token = code_token(token, k < tokens.size() ? tokens[k] : Token{});
      if (token.length > d_.left()) throw damaged("deflate match too long");
      d_.accept(token);
      if (k == tokens.size()) tokens.push_back(token);
    }
    block.token_count = tokens.size();
  }

  Token code_token(Token predicted, Token actual) {
    const bool match = predicted.distance != 0;
    BitModel& model = right_[match ? 1 : 0][std::min<std::size_t>(predicted.length, 15)][history_];
    const bool right = bit(model, actual == predicted);
    history_ = (history_ << 1 | (right ? 1 : 0)) & (kHistories - 1);
    if (right) return predicted;
    if (match && bit(literal_[history_], actual.distance == 0)) return {};
    Token token;
    const bool same_length = match && bit(same_length_, actual.length == predicted.length);
    if (same_length) {
      token.length = predicted.length;
    } else {
      token.length = static_cast<std::uint16_t>(
          kMatchMin + length_[match ? 1 : 0].code(d_.side, actual.length - kMatchMin));
    }
    if (match && !same_length && bit(same_distance_, actual.distance == predicted.distance)) {
      token.distance = predicted.distance;
      return token;
    }
    // While unpacking there is no actual distance; any will do.
    const Symbol put = distance_symbol(std::max<std::size_t>(actual.distance, 1));
    const std::uint32_t symbol = distance_.code(d_.side, put.symbol);
    if (symbol >= kDistanceSymbols) throw damaged("deflate distance");
    const Symbol base = distance_base(symbol);
    token.distance =
        static_cast<std::uint16_t>(base.extra + d_.side.even(put.extra, base.extra_bits));
    return token;
  }

  // The least distance of a symbol, in `extra`, and how many bits are added to it.
  static Symbol distance_base(std::uint32_t symbol) {
    const auto bits = static_cast<std::uint8_t>(symbol < 4 ? 0 : symbol / 2 - 1);
    const std::uint32_t least = symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << bits) + 1;
    return {static_cast<std::uint16_t>(symbol), static_cast<std::uint16_t>(least), bits};
  }

  void code_header(DynamicHeader& header) {
    auto& side = d_.side;
    header.literal_count =
        static_cast<std::uint16_t>(257 + side.even(header.literal_count - 257u, 5));
    header.distance_count = static_cast<std::uint8_t>(1 + side.even(header.distance_count - 1u, 5));
    header.header_count = static_cast<std::uint8_t>(4 + side.even(header.header_count - 4u, 4));
    for (std::uint8_t& length : header.header_lengths) {
      length = static_cast<std::uint8_t>(side.even(length, 3));
    }
    if (header.literal_count > kLiteralSymbols || header.distance_count > kDistanceSymbols ||
        header.header_count > kHeaderSymbols) {
      throw damaged("deflate header");
    }
    const std::size_t wanted = header.literal_count + std::size_t{header.distance_count};
    std::size_t got = 0;
    for (std::size_t i = 0; got < wanted; ++i) {
      if (i == header.symbols.size()) header.symbols.emplace_back();
      HeaderSymbol& item = header.symbols[i];
      item.symbol = static_cast<std::uint8_t>(header_symbol_.code(side, item.symbol));
      if (item.symbol >= 16) {
        item.extra = static_cast<std::uint8_t>(side.even(item.extra, item.symbol == 16   ? 2
                                                                     : item.symbol == 17 ? 3
                                                                                         : 7));
      }
      got += item.symbol < 16 ? 1u : (item.symbol == 18 ? 11u : 3u) + item.extra;
    }
    if (!is_writable(header)) throw damaged("deflate header");
  }

  static constexpr std::size_t kHistories = 8;  // Of whether the last three were right.

  Direction& d_;
  const std::size_t full_block_tokens_;
  bool all_right_now_ = false;
  std::size_t history_ = kHistories - 1;
  BitModel last_;
  BitModel full_;
  BitModel to_end_;
  BitModel all_right_;
  BitModel header_right_;
  BitModel adler_right_;
  BitModel same_length_;
  BitModel same_distance_;
  std::array<BitModel, kHistories> literal_;
  std::array<std::array<std::array<BitModel, kHistories>, 16>, 2> right_;
  NumberModel<2> kind_;
  std::array<NumberModel<8>, 2> length_;
  NumberModel<5> distance_;
  NumberModel<5> header_symbol_;
  SizeModel size_;
};

std::size_t full_block_tokens(const PredictorParameters& parameters) {
  return (std::size_t{1} << (parameters.hash_bits - 1)) - 1;
}

// The predictions for all tokens, or for the first `tokens_max`; nullopt: too much work.
std::optional<std::vector<Token>> predict(const DeflateStream& stream,
                                          const PredictorParameters& parameters,
                                          std::size_t tokens_max, std::uint64_t work_max) {
  Predictor predictor(stream.raw, parameters);
  std::vector<Token> predicted;
  predicted.reserve(std::min(tokens_max, stream.tokens.size()));
  for (const Block& block : stream.blocks) {
    if (block.kind == BlockKind::kStored) predictor.skip(block.raw_bytes);
    for (std::size_t k = 0; k < block.token_count; ++k) {
      if (predicted.size() == tokens_max) return predicted;
      predicted.push_back(predictor.predict());
      predictor.accept(stream.tokens[block.token_begin + k]);
      if (predictor.work() > work_max) return std::nullopt;
    }
  }
  return predicted;
}

// The parameters that predict the beginning of the stream best; nullopt: none in time.
std::optional<PredictorParameters> choose_parameters(const DeflateStream& stream) {
  std::size_t longest = 0;
  for (const Block& block : stream.blocks) longest = std::max(longest, block.token_count);
  std::size_t farthest = 1;
  for (const Token token : stream.tokens) {
    farthest = std::max<std::size_t>(farthest, token.distance);
  }
  // What a full block shows; in a stream of one short block it hardly matters.
  std::vector<std::uint8_t> hash_bits = {15, 12, 14, 16};
  std::erase_if(hash_bits, [&](std::uint8_t bits) { return (1u << (bits - 1)) - 1 < longest; });
  if (std::has_single_bit(longest + 1) && longest >= 127 && longest < (1u << 15)) {
    hash_bits.insert(hash_bits.begin(), static_cast<std::uint8_t>(std::bit_width(longest) + 1));
  }
  if (hash_bits.empty()) hash_bits = {15};
  const auto window_bits = static_cast<std::uint8_t>(
      std::min<unsigned>(15, std::max<unsigned>(8u + (stream.head[0] >> 4),
                                                static_cast<unsigned>(std::bit_width(farthest)))));

  std::optional<PredictorParameters> best;
  std::size_t best_wrong = 0;
  for (const std::uint8_t level : {6, 9, 5, 1, 7, 8, 4, 3, 2, 0}) {
    for (const std::uint8_t bits : hash_bits) {
      const PredictorParameters tried{level, bits, window_bits};
      const auto predicted = predict(stream, tried, kSampleTokens, kSampleWorkMax);
      if (!predicted) continue;
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < predicted->size(); ++i) {
        wrong += (*predicted)[i] != stream.tokens[i] ? 1 : 0;
      }
      if (!best || wrong < best_wrong) {
        best = tried;
        best_wrong = wrong;
      }
      if (wrong == 0) return best;
    }
  }
  return best;
}

// A number of up to 32 bits. Throws kCorrupt.
std::uint32_t take_length(ByteView& in) {
  return static_cast<std::uint32_t>(take_varint(in, std::numeric_limits<std::uint32_t>::max()));
}

struct PackedInner {
  Inner kind = Inner::kRaw;
  Bytes bytes;
};

PackedInner pack_inner(Bytes&& raw, const Dictionary* dictionary) {
  if (auto jpeg = pack_jpeg(raw)) {
    // Not all of libjxl's results can be unpacked.
    try {
      if (unpack_jpeg(*jpeg, raw.size()) == raw) return {Inner::kJpegXl, *std::move(jpeg)};
    } catch (const Error&) {
    }
  }
  PackedInner best;
  std::size_t best_bytes = raw.size();
  const auto consider = [&](Inner kind, std::optional<Bytes>&& packed) {
    if (!packed || packed->size() >= best_bytes) return;
    best_bytes = packed->size();
    best = {kind, *std::move(packed)};
  };
  consider(Inner::kPixels, pack_pixels(raw));
  // Where a picture does much better than a fast look at it as text, a long one is in vain.
  const std::optional<Bytes> fast = pack_zstd(raw, kFreshLevel);
  if (best.kind == Inner::kRaw || (fast && fast->size() / 4 * 3 < best_bytes)) {
    consider(Inner::kZstd, pack_zstd(raw, kRipeLevel));
  }
  if (dictionary != nullptr && raw.size() <= kDictionaryChunkBytesMax) {
    consider(Inner::kZstdWithDictionary, pack_zstd(raw, kRipeLevel, dictionary));
  }
  if (best.kind == Inner::kRaw) best.bytes = std::move(raw);
  return best;
}

Bytes unpack_inner(Inner kind, ByteView packed, std::uint64_t length,
                   const DictionarySource& dictionaries) {
  switch (kind) {
    case Inner::kRaw:
      if (packed.size() != length) throw damaged("inflated bytes of wrong length");
      return {packed.begin(), packed.end()};
    case Inner::kZstd:
      return unpack_zstd(packed, length);
    case Inner::kZstdWithDictionary:
      return unpack_zstd_with_dictionary(packed, length, dictionaries);
    case Inner::kJpegXl:
      return unpack_jpeg(packed, length);
    case Inner::kPixels:
      return unpack_pixels(packed, length);
  }
  throw damaged("inflated bytes packed in an unknown way");
}

// The wrong predictions of all blocks; nullopt: too much work.
std::optional<Bytes> corrections(DeflateStream& stream, const PredictorParameters& parameters) {
  const auto predicted = predict(stream, parameters, stream.tokens.size(), kWorkMax);
  if (!predicted) return std::nullopt;
  Packing packing(stream, *predicted);
  ChoiceCoder coder(packing, full_block_tokens(parameters));
  for (Block& block : stream.blocks) {
    const auto begin = stream.tokens.begin() + static_cast<std::ptrdiff_t>(block.token_begin);
    std::vector<Token> tokens(begin, begin + static_cast<std::ptrdiff_t>(block.token_count));
    coder.set_all_right(
        std::equal(tokens.begin(), tokens.end(),
                   predicted->begin() + static_cast<std::ptrdiff_t>(block.token_begin)));
    coder.code_block(block, tokens);
  }
  coder.code_adler(adler32(stream.raw), stream.adler);
  return packing.side.finish();
}

}  // namespace

std::optional<Bytes> pack_deflate(ByteView raw, const Dictionary* dictionary) {
  std::optional<DeflateStream> stream = parse_deflate(raw);
  if (!stream || raw.size() - stream->bytes > kTailBytesMax) return std::nullopt;
  const std::optional<PredictorParameters> parameters = choose_parameters(*stream);
  if (!parameters) return std::nullopt;
  const std::optional<Bytes> corrected = corrections(*stream, *parameters);
  if (!corrected || corrected->size() >= raw.size()) return std::nullopt;

  const ByteView tail = raw.subspan(stream->bytes);
  const std::size_t inflated_length = stream->raw.size();
  stream->tokens = {};
  const PackedInner inner = pack_inner(std::move(stream->raw), dictionary);

  std::string out;
  put_le(out, raw_checksum(raw));
  out.push_back(static_cast<char>(kMethod));
  for (const std::uint8_t byte : stream->head) out.push_back(static_cast<char>(byte));
  out.push_back(static_cast<char>(parameters->level | static_cast<unsigned>(inner.kind) << 4));
  out.push_back(
      static_cast<char>((parameters->hash_bits - 8) | (parameters->window_bits - 8) << 4));
  put_varint(out, inflated_length);
  put_varint(out, tail.size());
  put_varint(out, corrected->size());
  if (out.size() + tail.size() + corrected->size() + inner.bytes.size() >= raw.size()) {
    return std::nullopt;
  }
  Bytes packed;
  for (const ByteView part : {as_bytes(out), tail, ByteView(*corrected), ByteView(inner.bytes)}) {
    packed.insert(packed.end(), part.begin(), part.end());
  }
  return packed;
}

std::optional<Bytes> inflated(ByteView raw) {
  std::optional<DeflateStream> stream = parse_deflate(raw);
  return stream ? std::optional(std::move(stream->raw)) : std::nullopt;
}

Bytes unpack_deflate(ByteView packed, std::uint64_t raw_length,
                     const DictionarySource& dictionaries) {
  ByteView rest = packed;
  const std::string_view fixed = as_text(take_bytes(rest, kFixedBytes));
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(fixed[i]); };
  const auto checksum = get_le<std::uint64_t>(fixed, 0);
  if (byte(8) != kMethod) throw damaged("deflate payload of an unknown method");
  const auto inner = static_cast<Inner>(byte(11) >> 4);
  const PredictorParameters parameters{static_cast<std::uint8_t>(byte(11) & 15),
                                       static_cast<std::uint8_t>((byte(12) & 15) + 8),
                                       static_cast<std::uint8_t>((byte(12) >> 4) + 8)};
  if (parameters.level >= kPredictorLevels || parameters.hash_bits > 16 ||
      parameters.window_bits > 15) {
    throw damaged("deflate payload with impossible parameters");
  }
  const std::size_t inflated_length = take_length(rest);
  const std::size_t tail_length = take_length(rest);
  const std::size_t corrected_length = take_length(rest);
  // A stream holds at most 1,032 times its length.
  if (inflated_length > kInflatedBytesMax || inflated_length / 1032 > raw_length ||
      tail_length > raw_length) {
    throw damaged("deflate payload with an impossible length");
  }
  const ByteView tail = take_bytes(rest, tail_length);
  const ByteView corrected = take_bytes(rest, corrected_length);
  const Bytes raw = unpack_inner(inner, rest, inflated_length, dictionaries);

  Bytes out;
  out.reserve(raw_length);
  out.push_back(static_cast<std::byte>(byte(9)));
  out.push_back(static_cast<std::byte>(byte(10)));
  Unpacking unpacking(raw, parameters, corrected);
  ChoiceCoder coder(unpacking, full_block_tokens(parameters));
  DeflateWriter writer(out);
  for (bool last = false; !last;) {
    Block block;
    std::vector<Token> tokens;
    const std::size_t begin = unpacking.position();
    coder.code_block(block, tokens);
    writer.put_block(block, tokens, ByteView(raw).subspan(begin));
    if (out.size() > raw_length) throw damaged("deflate stream too long");
    last = block.last;
  }
  writer.finish();
  const std::uint32_t adler = coder.code_adler(adler32(raw), 0);
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::byte>(adler >> shift));
  out.insert(out.end(), tail.begin(), tail.end());
  if (out.size() != raw_length || raw_checksum(out) != checksum) {
    throw damaged("deflate stream came out otherwise");
  }
  return out;
}

}  // namespace kho::store

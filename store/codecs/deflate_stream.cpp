#include "store/codecs/deflate_stream.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace kho::store {
namespace {

constexpr unsigned kCodeBitsMax = 15;
constexpr unsigned kHeaderCodeBitsMax = 7;
constexpr std::array<std::uint8_t, kHeaderSymbols> kHeaderOrder = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

constexpr std::array<std::uint16_t, 29> kLengthBase = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, kDistanceSymbols> kDistanceBase = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr std::array<std::uint8_t, kDistanceSymbols> kDistanceBits = {
    0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
    6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

// Reads bits from the least significant on. Behind the end it gives zeros and remembers that.
class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t peek(unsigned count) {
    while (bit_count_ < count) {
      if (next_ < bytes_.size())
        bits_ |= std::to_integer<std::uint64_t>(bytes_[next_]) << bit_count_;
      ++next_;
      bit_count_ += 8;
    }
    return static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << count) - 1));
  }
  void skip(unsigned count) {
    assert(count <= bit_count_);
    bits_ >>= count;
    bit_count_ -= count;
  }
  std::uint32_t take(unsigned count) {
    const std::uint32_t value = peek(count);
    skip(count);
    return value;
  }
  // Whether more was taken than there is.
  [[nodiscard]] bool overrun() const { return next_ - bit_count_ / 8 > bytes_.size(); }
  // To the next byte; false where the bits in between are not zero.
  bool align() { return take(bit_count_ % 8) == 0; }
  // Of the next byte; aligned.
  [[nodiscard]] std::size_t offset() const { return next_ - bit_count_ / 8; }

 private:
  ByteView bytes_;
  std::size_t next_ = 0;
  std::uint64_t bits_ = 0;
  unsigned bit_count_ = 0;
};

std::uint32_t reversed(std::uint32_t code, unsigned bits) {
  std::uint32_t result = 0;
  for (unsigned i = 0; i < bits; ++i) result |= (code >> i & 1) << (bits - 1 - i);
  return result;
}

// Canonical codes (RFC 1951, 3.2.2), bits reversed as they stand in the stream; nullopt where more
// codes are asked for than there are.
std::optional<std::vector<std::uint16_t>> canonical_codes(std::span<const std::uint8_t> lengths) {
  std::array<std::uint32_t, kCodeBitsMax + 1> count{};
  for (const std::uint8_t length : lengths) ++count[length];
  count[0] = 0;
  std::array<std::uint32_t, kCodeBitsMax + 2> next{};
  std::uint32_t code = 0;
  for (unsigned bits = 1; bits <= kCodeBitsMax; ++bits) {
    code = (code + count[bits - 1]) << 1;
    next[bits] = code;
    if (code + count[bits] > std::uint32_t{1} << bits) return std::nullopt;
  }
  std::vector<std::uint16_t> codes(lengths.size());
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] != 0) {
      codes[i] = static_cast<std::uint16_t>(reversed(next[lengths[i]]++, lengths[i]));
    }
  }
  return codes;
}

// Finds the symbol that the next bits are the code of, in one look.
class Decoder {
 public:
  // False where the lengths are no prefix code.
  bool build(std::span<const std::uint8_t> lengths) {
    const auto codes = canonical_codes(lengths);
    if (!codes) return false;
    bits_ = std::max<unsigned>(1, *std::ranges::max_element(lengths));
    table_.assign(std::size_t{1} << bits_, Entry{});
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (lengths[i] == 0) continue;
      for (std::size_t at = (*codes)[i]; at < table_.size(); at += std::size_t{1} << lengths[i]) {
        table_[at] = {static_cast<std::uint16_t>(i), lengths[i]};
      }
    }
    return true;
  }
  // kNone: no symbol has this code.
  static constexpr std::uint16_t kNone = 0xffff;
  std::uint16_t take(BitReader& reader) const {
    const Entry entry = table_[reader.peek(bits_)];
    if (entry.bits == 0) return kNone;
    reader.skip(entry.bits);
    return entry.symbol;
  }

 private:
  struct Entry {
    std::uint16_t symbol = 0;
    std::uint8_t bits = 0;
  };
  std::vector<Entry> table_;
  unsigned bits_ = 1;
};

CodeLengths fixed_lengths() {
  CodeLengths lengths;
  for (std::size_t i = 0; i < kLiteralSymbols; ++i) {
    lengths.literals[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  }
  lengths.distances.fill(5);
  return lengths;
}

// RFC 1951, 3.2.6: two symbols that never occur have codes too, which canonical order needs.
std::vector<std::uint8_t> with_absent_symbols(std::span<const std::uint8_t> lengths) {
  std::vector<std::uint8_t> all(lengths.begin(), lengths.end());
  all.resize(lengths.size() + 2, lengths.back());
  return all;
}

std::optional<DynamicHeader> parse_header(BitReader& reader) {
  DynamicHeader header;
  header.literal_count = static_cast<std::uint16_t>(257 + reader.take(5));
  header.distance_count = static_cast<std::uint8_t>(1 + reader.take(5));
  header.header_count = static_cast<std::uint8_t>(4 + reader.take(4));
  if (header.literal_count > kLiteralSymbols || header.distance_count > kDistanceSymbols) {
    return std::nullopt;
  }
  for (unsigned i = 0; i < header.header_count; ++i) {
    header.header_lengths[kHeaderOrder[i]] = static_cast<std::uint8_t>(reader.take(3));
  }
  Decoder decoder;
  if (!decoder.build(header.header_lengths)) return std::nullopt;
  const std::size_t wanted = header.literal_count + std::size_t{header.distance_count};
  std::size_t got = 0;
  while (got < wanted) {
    const std::uint16_t symbol = decoder.take(reader);
    if (symbol == Decoder::kNone || reader.overrun()) return std::nullopt;
    HeaderSymbol item{static_cast<std::uint8_t>(symbol), 0};
    if (symbol >= 16) {
      item.extra = static_cast<std::uint8_t>(reader.take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7));
    }
    got += symbol < 16 ? 1u : (symbol == 18 ? 11u : 3u) + item.extra;
    header.symbols.push_back(item);
  }
  return header;
}

class Parser {
 public:
  explicit Parser(ByteView bytes) : reader_(bytes), bytes_(bytes) {}

  std::optional<DeflateStream> parse() {
    if (bytes_.size() < 8) return std::nullopt;
    for (std::uint8_t& byte : stream_.head) byte = static_cast<std::uint8_t>(reader_.take(8));
    const auto [cmf, flags] = stream_.head;
    // Deflate with a window of up to 32 KiB, no preset dictionary, a right check.
    if ((cmf & 15) != 8 || cmf >> 4 > 7 || (flags & 0x20) != 0 || (cmf * 256 + flags) % 31 != 0) {
      return std::nullopt;
    }
    do {
      if (stream_.blocks.size() == kBlocksMax || !parse_block()) return std::nullopt;
    } while (!stream_.blocks.back().last);
    if (!reader_.align()) return std::nullopt;
    for (int i = 0; i < 4; ++i) stream_.adler = stream_.adler << 8 | reader_.take(8);
    if (reader_.overrun()) return std::nullopt;
    stream_.bytes = reader_.offset();
    return std::move(stream_);
  }

 private:
  bool parse_block() {
    Block block;
    block.last = reader_.take(1) == 1;
    const std::uint32_t kind = reader_.take(2);
    if (kind > 2 || reader_.overrun()) return false;
    block.kind = static_cast<BlockKind>(kind);
    block.token_begin = stream_.tokens.size();
    const std::size_t raw_begin = stream_.raw.size();
    if (!(block.kind == BlockKind::kStored ? parse_stored() : parse_coded(block))) return false;
    block.token_count = stream_.tokens.size() - block.token_begin;
    block.raw_bytes = stream_.raw.size() - raw_begin;
    stream_.blocks.push_back(std::move(block));
    return true;
  }

  bool parse_stored() {
    if (!reader_.align()) return false;
    const std::uint32_t length = reader_.take(16);
    if ((length ^ 0xffff) != reader_.take(16)) return false;
    if (stream_.raw.size() + length > kInflatedBytesMax) return false;
    for (std::uint32_t i = 0; i < length; ++i) {
      stream_.raw.push_back(static_cast<std::byte>(reader_.take(8)));
    }
    return !reader_.overrun();
  }

  bool parse_coded(Block& block) {
    Decoder literals;
    Decoder distances;
    if (block.kind == BlockKind::kDynamic) {
      std::optional<DynamicHeader> header = parse_header(reader_);
      if (!header) return false;
      const std::optional<CodeLengths> lengths = code_lengths(*header);
      if (!lengths || !literals.build(lengths->literals) || !distances.build(lengths->distances)) {
        return false;
      }
      block.header = std::move(*header);
    } else {
      const CodeLengths lengths = fixed_lengths();
      if (!literals.build(with_absent_symbols(lengths.literals)) ||
          !distances.build(with_absent_symbols(lengths.distances))) {
        return false;
      }
    }
    for (;;) {
      const std::uint16_t symbol = literals.take(reader_);
      if (symbol == kEndOfBlock) return !reader_.overrun();
      if (symbol >= kLiteralSymbols || reader_.overrun() || stream_.tokens.size() == kTokensMax) {
        return false;
      }
      if (symbol < kEndOfBlock) {
        if (stream_.raw.size() == kInflatedBytesMax) return false;
        stream_.raw.push_back(static_cast<std::byte>(symbol));
        stream_.tokens.push_back({});
      } else if (!parse_match(symbol, distances)) {
        return false;
      }
    }
  }

  bool parse_match(std::uint16_t symbol, const Decoder& distances) {
    const std::size_t i = symbol - kEndOfBlock - 1u;
    const std::size_t length = kLengthBase[i] + reader_.take(kLengthBits[i]);
    // 258 has a symbol of its own, but could be written with another one, too.
    if (length_symbol(length).symbol != symbol) return false;
    const std::uint16_t d = distances.take(reader_);
    if (d >= kDistanceSymbols) return false;
    const std::size_t distance = kDistanceBase[d] + reader_.take(kDistanceBits[d]);
    Bytes& raw = stream_.raw;
    if (distance > raw.size() || raw.size() + length > kInflatedBytesMax) return false;
    const std::size_t at = raw.size();
    raw.resize(at + length);
    for (std::size_t k = 0; k < length; ++k) raw[at + k] = raw[at + k - distance];
    // 32,768 does not fit 16 bits less one: 0 means a literal, so it is all that can be missing.
    static_assert(kDistanceBase.back() + (1 << 13) - 1 <= 0xffff);
    stream_.tokens.push_back(
        {static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(distance)});
    return true;
  }

  BitReader reader_;
  ByteView bytes_;
  DeflateStream stream_;
};

}  // namespace

Symbol length_symbol(std::size_t length) {
  assert(length >= kMatchMin && length <= kMatchMax);
  static const auto symbols = [] {
    std::array<std::uint8_t, kMatchMax + 1> table{};
    for (std::size_t i = 0; i < kLengthBase.size(); ++i) {
      for (std::size_t n = kLengthBase[i]; n <= kMatchMax; ++n) {
        table[n] = static_cast<std::uint8_t>(i);
      }
    }
    return table;
  }();
  const std::size_t i = symbols[length];
  return {static_cast<std::uint16_t>(kEndOfBlock + 1 + i),
          static_cast<std::uint16_t>(length - kLengthBase[i]), kLengthBits[i]};
}

Symbol distance_symbol(std::size_t distance) {
  assert(distance >= 1 && distance <= 32768);
  // Symbols go by the position of the highest bit of distance - 1 and the bit below it.
  const std::size_t d = distance - 1;
  std::size_t i = d;
  if (d >= 4) {
    const unsigned high = static_cast<unsigned>(std::bit_width(d)) - 1;
    i = 2 * high + (d >> (high - 1) & 1);
  }
  return {static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(distance - kDistanceBase[i]),
          kDistanceBits[i]};
}

std::optional<DeflateStream> parse_deflate(ByteView bytes) { return Parser(bytes).parse(); }

std::optional<CodeLengths> code_lengths(const DynamicHeader& header) {
  if (header.literal_count > kLiteralSymbols || header.distance_count > kDistanceSymbols) {
    return std::nullopt;
  }
  const std::size_t wanted = header.literal_count + std::size_t{header.distance_count};
  std::array<std::uint8_t, kLiteralSymbols + kDistanceSymbols> all{};
  std::size_t got = 0;
  for (const HeaderSymbol item : header.symbols) {
    if (item.symbol >= kHeaderSymbols || (item.symbol == 16 && got == 0)) return std::nullopt;
    const std::size_t repeat = item.symbol < 16 ? 1 : (item.symbol == 18 ? 11u : 3u) + item.extra;
    const std::uint8_t value = item.symbol < 16    ? item.symbol
                               : item.symbol == 16 ? all[got - 1]
                                                   : std::uint8_t{0};
    if (repeat > wanted - got) return std::nullopt;
    std::fill_n(all.begin() + static_cast<std::ptrdiff_t>(got), repeat, value);
    got += repeat;
  }
  if (got != wanted) return std::nullopt;
  CodeLengths lengths;
  std::copy_n(all.begin(), header.literal_count, lengths.literals.begin());
  std::copy_n(all.begin() + header.literal_count, header.distance_count, lengths.distances.begin());
  return lengths;
}

bool is_writable(const DynamicHeader& header) {
  const std::optional<CodeLengths> lengths = code_lengths(header);
  return header.header_count <= kHeaderSymbols && lengths &&
         canonical_codes(header.header_lengths) && canonical_codes(lengths->literals) &&
         canonical_codes(lengths->distances);
}

void DeflateWriter::put_bits(std::uint64_t value, unsigned count) {
  bits_ |= value << bit_count_;
  bit_count_ += count;
  for (; bit_count_ >= 8; bit_count_ -= 8, bits_ >>= 8) {
    out_.push_back(static_cast<std::byte>(bits_));
  }
}

void DeflateWriter::finish() {
  if (bit_count_ > 0) put_bits(0, 8 - bit_count_);
}

void DeflateWriter::put_header(const DynamicHeader& header) {
  put_bits(header.literal_count - 257u, 5);
  put_bits(header.distance_count - 1u, 5);
  put_bits(header.header_count - 4u, 4);
  for (unsigned i = 0; i < header.header_count; ++i) {
    put_bits(header.header_lengths[kHeaderOrder[i]], 3);
  }
  const std::vector<std::uint16_t> codes = canonical_codes(header.header_lengths).value();
  for (const HeaderSymbol item : header.symbols) {
    put_bits(codes[item.symbol], header.header_lengths[item.symbol]);
    if (item.symbol >= 16) put_bits(item.extra, item.symbol == 16 ? 2 : item.symbol == 17 ? 3 : 7);
  }
}

void DeflateWriter::put_block(const Block& block, std::span<const Token> tokens, ByteView raw) {
  put_bits(block.last ? 1 : 0, 1);
  put_bits(static_cast<std::uint64_t>(block.kind), 2);
  if (block.kind == BlockKind::kStored) {
    assert(block.raw_bytes <= 0xffff);
    finish();
    put_bits(block.raw_bytes, 16);
    put_bits(block.raw_bytes ^ 0xffff, 16);
    out_.insert(out_.end(), raw.begin(),
                raw.begin() + static_cast<std::ptrdiff_t>(block.raw_bytes));
    return;
  }
  CodeLengths lengths;
  if (block.kind == BlockKind::kFixed) {
    lengths = fixed_lengths();
  } else {
    put_header(block.header);
    lengths = code_lengths(block.header).value();
  }
  const auto literals = canonical_codes(block.kind == BlockKind::kFixed
                                            ? with_absent_symbols(lengths.literals)
                                            : std::vector<std::uint8_t>(lengths.literals.begin(),
                                                                        lengths.literals.end()))
                            .value();
  const auto distances = canonical_codes(lengths.distances).value();
  std::size_t at = 0;
  for (const Token token : tokens) {
    if (token.distance == 0) {
      const auto byte = std::to_integer<std::size_t>(raw[at]);
      put_bits(literals[byte], lengths.literals[byte]);
    } else {
      const Symbol length = length_symbol(token.length);
      put_bits(literals[length.symbol], lengths.literals[length.symbol]);
      put_bits(length.extra, length.extra_bits);
      const Symbol distance = distance_symbol(token.distance);
      put_bits(distances[distance.symbol], lengths.distances[distance.symbol]);
      put_bits(distance.extra, distance.extra_bits);
    }
    at += token.length;
  }
  put_bits(literals[kEndOfBlock], lengths.literals[kEndOfBlock]);
}

std::uint32_t adler32(ByteView raw) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  // 5,552 bytes at most until a sum could exceed 32 bits.
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.size(), at + 5552);
    for (; at < end; ++at) {
      a += std::to_integer<std::uint32_t>(raw[at]);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return b << 16 | a;
}

}  // namespace kho::store

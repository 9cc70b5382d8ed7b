// store/codecs/deflate_stream.h - A zlib stream (RFC 1950, 1951) taken apart and put together.
//
// Between the bytes of a stream and the bytes it stands for lie the choices of its encoder: where
// blocks begin, which codes they use, which repetitions are referred to. Here they are all plain
// values. Private to store/codecs. Immutable functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "store/bytes.h"

namespace kho::store {

inline constexpr std::size_t kMatchMin = 3;
inline constexpr std::size_t kMatchMax = 258;
inline constexpr std::size_t kLiteralSymbols = 286;  // Bytes, end of block, lengths.
inline constexpr std::size_t kDistanceSymbols = 30;
inline constexpr std::size_t kHeaderSymbols = 19;
inline constexpr std::uint16_t kEndOfBlock = 256;

// A byte of the output (distance 0, length 1), or `length` bytes repeated from `distance` before.
struct Token {
  std::uint16_t length = 1;
  std::uint16_t distance = 0;
  friend bool operator==(const Token&, const Token&) = default;
};

// The symbols of a length 3..258 and a distance 1..32768 (RFC 1951, 3.2.5), with extra bits.
struct Symbol {
  std::uint16_t symbol = 0;
  std::uint16_t extra = 0;
  std::uint8_t extra_bits = 0;
};
[[nodiscard]] Symbol length_symbol(std::size_t length);
[[nodiscard]] Symbol distance_symbol(std::size_t distance);

// The bits of each symbol's code, 0 for one without, and how they stand in the stream.
struct CodeLengths {
  std::array<std::uint8_t, kLiteralSymbols> literals{};
  std::array<std::uint8_t, kDistanceSymbols> distances{};
};
struct HeaderSymbol {
  std::uint8_t symbol = 0;  // 0..18; 16 to 18 repeat.
  std::uint8_t extra = 0;
  friend bool operator==(const HeaderSymbol&, const HeaderSymbol&) = default;
};
struct DynamicHeader {
  std::uint16_t literal_count = 257;                          // 257..286
  std::uint8_t distance_count = 1;                            // 1..30
  std::uint8_t header_count = 4;                              // 4..19
  std::array<std::uint8_t, kHeaderSymbols> header_lengths{};  // By symbol.
  std::vector<HeaderSymbol> symbols;
  friend bool operator==(const DynamicHeader&, const DynamicHeader&) = default;
};

enum class BlockKind : std::uint8_t { kStored = 0, kFixed = 1, kDynamic = 2 };

struct Block {
  BlockKind kind = BlockKind::kStored;
  bool last = false;
  std::uint64_t raw_bytes = 0;  // Of the output.
  std::size_t token_begin = 0;  // In the stream's tokens; none for a stored block.
  std::size_t token_count = 0;
  DynamicHeader header;  // For kDynamic.
};

struct DeflateStream {
  std::array<std::uint8_t, 2> head{};  // RFC 1950: CMF and FLG.
  std::uint32_t adler = 0;             // As it stands in the stream.
  std::size_t bytes = 0;               // Of the stream, in what was parsed.
  Bytes raw;
  std::vector<Block> blocks;
  std::vector<Token> tokens;
};

inline constexpr std::size_t kInflatedBytesMax = 64 << 20;
inline constexpr std::size_t kTokensMax = 16 << 20;
inline constexpr std::size_t kBlocksMax = 1 << 16;

// Takes the zlib stream apart that `bytes` begin with; what follows it is left alone. nullopt where
// there is none, it is damaged or cut off, is written in a way that DeflateWriter would not
// choose (padding that is not zero, a preset dictionary), or exceeds the bounds above.
[[nodiscard]] std::optional<DeflateStream> parse_deflate(ByteView bytes);

// The code lengths that a header states; nullopt where it is not well-formed.
[[nodiscard]] std::optional<CodeLengths> code_lengths(const DynamicHeader& header);

// Whether DeflateWriter can write a block with this header: its code and the codes that it states
// are prefix codes.
[[nodiscard]] bool is_writable(const DynamicHeader& header);

// Writes a stream back, block by block, in the order of blocks. Throws nothing but bad_alloc:
// blocks, tokens and headers are the caller's to check (a token has a code in its block).
class DeflateWriter {
 public:
  explicit DeflateWriter(Bytes& out) : out_(out) {}
  // `raw` begins with the block's bytes and has them all.
  void put_block(const Block& block, std::span<const Token> tokens, ByteView raw);
  // Fills the last byte up with zero bits.
  void finish();

 private:
  void put_bits(std::uint64_t value, unsigned count);
  void put_header(const DynamicHeader& header);

  Bytes& out_;
  std::uint64_t bits_ = 0;
  unsigned bit_count_ = 0;
};

[[nodiscard]] std::uint32_t adler32(ByteView raw);  // RFC 1950, 8.2.

}  // namespace kho::store

// zlib streams undone and redone: by every setting of zlib, by other encoders, damaged, hostile.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

#include "store/codecs/deflate.h"
#include "store/codecs/deflate_predictor.h"
#include "store/codecs/deflate_stream.h"
#include "store/codecs/deflate_trees.h"
#include "store/codecs/dictionary.h"
#include "store/error.h"
#include "tests/counted.h"
#include "tests/store/made_media.h"

namespace kho::store {
namespace {

using test::Noise;
using test::page_text;
using test::zlib_stream;
using test::ZlibShape;

// How many tokens and headers of the stream are not as predicted.
std::size_t surprises(const DeflateStream& stream, const PredictorParameters& parameters) {
  Predictor predictor(stream.raw, parameters);
  std::size_t count = 0;
  for (const Block& block : stream.blocks) {
    const std::size_t begin = predictor.position();
    if (block.kind == BlockKind::kStored) predictor.skip(block.raw_bytes);
    const auto tokens = std::span(stream.tokens).subspan(block.token_begin, block.token_count);
    for (const Token token : tokens) {
      count += predictor.predict() != token ? 1 : 0;
      predictor.accept(token);
    }
    if (block.kind == BlockKind::kDynamic) {
      count += predict_header(tokens, ByteView(stream.raw).subspan(begin)) != block.header ? 1 : 0;
    }
  }
  return count;
}

// Text, then noise, then runs, then text that was there before: all that an encoder meets.
Bytes mixed(std::size_t size) {
  Bytes bytes = page_text(size / 2, 1);
  const Bytes chance = test::noise(size / 8, 2);
  bytes.insert(bytes.end(), chance.begin(), chance.end());
  for (std::size_t i = 0; i < size / 8; ++i)
    bytes.push_back(i % 1000 < 990 ? std::byte{0} : std::byte{7});
  for (std::size_t i = 0; bytes.size() < size; ++i) bytes.push_back(bytes[i]);
  return bytes;
}

TEST(CodecsDeflate, TheSearchMakesZlibsChoicesAtEveryLevelAndMemoryLevel) {
  const Bytes raw = mixed(200'000);
  for (int level = 1; level <= 9; ++level) {
    for (const int memory_level : {1, 5, 7, 8, 9}) {
      const Bytes packed = zlib_stream(raw, {level, memory_level, 15, 0, 0});
      const auto stream = parse_deflate(packed);
      ASSERT_TRUE(stream.has_value());
      EXPECT_EQ(stream->raw, raw);
      // A block that zlib stored has tokens that nobody sees; the lazy state at its end is lost.
      EXPECT_LE(surprises(*stream, {static_cast<std::uint8_t>(level),
                                    static_cast<std::uint8_t>(memory_level + 7), 15}),
                8u)
          << level << " " << memory_level;
    }
  }
}

TEST(CodecsDeflate, TextOfAnyWindowIsPredictedWithoutASurprise) {
  const Bytes raw = page_text(300'000, 3);
  for (int window_bits = 9; window_bits <= 15; ++window_bits) {
    const auto stream = parse_deflate(zlib_stream(raw, {6, 8, window_bits, 0, 0}));
    ASSERT_TRUE(stream.has_value());
    EXPECT_EQ(surprises(*stream, {6, 15, static_cast<std::uint8_t>(window_bits)}), 0u)
        << window_bits;
  }
}

void expect_round_trip(ByteView raw, double share, const std::string& what) {
  const std::optional<Bytes> packed = pack_deflate(raw);
  ASSERT_TRUE(packed.has_value()) << what;
  EXPECT_LT(static_cast<double>(packed->size()), share * static_cast<double>(raw.size())) << what;
  EXPECT_TRUE(std::ranges::equal(unpack_deflate(*packed, raw.size(), no_dictionaries()), raw))
      << what;
}

TEST(CodecsDeflate, EverySettingOfZlibComesBackAndGetsSmaller) {
  const Bytes raw = page_text(30'000, 4);
  for (int level = 1; level <= 9; level += 2) {
    for (const int memory_level : {5, 8, 9}) {
      for (const int window_bits : {9, 12, 15}) {
        expect_round_trip(zlib_stream(raw, {level, memory_level, window_bits, 0, 0}), 1.0,
                          std::to_string(level * 1000 + memory_level * 100 + window_bits));
      }
    }
  }
  // Filtered, Huffman only, runs, fixed codes; flushed in between.
  for (const int strategy : {1, 2, 3, 4}) {
    expect_round_trip(zlib_stream(raw, {6, 8, 15, strategy, 0}), 1.0,
                      "strategy " + std::to_string(strategy));
  }
  expect_round_trip(zlib_stream(raw, {6, 8, 15, 0, 5000}), 1.0, "flushed");
}

// Stores what it is told to: another encoder's stream, block by block.
Bytes write_stream(const DeflateStream& stream) {
  Bytes out;
  for (const std::uint8_t byte : stream.head) out.push_back(std::byte{byte});
  DeflateWriter writer(out);
  std::size_t at = 0;
  for (const Block& block : stream.blocks) {
    writer.put_block(block, std::span(stream.tokens).subspan(block.token_begin, block.token_count),
                     ByteView(stream.raw).subspan(at));
    at += block.raw_bytes;
  }
  writer.finish();
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::byte>(stream.adler >> shift));
  }
  return out;
}

TEST(CodecsDeflate, AnEncoderThatChoosesOtherwiseIsCorrectedTokenByToken) {
  auto stream = parse_deflate(zlib_stream(page_text(200'000, 5), {9, 8, 15, 0, 0}));
  ASSERT_TRUE(stream.has_value());
  // Cut every ninth match short by a byte, which becomes a literal; every block in fixed codes.
  std::vector<Token> tokens;
  for (Block& block : stream->blocks) {
    const std::size_t begin = tokens.size();
    for (std::size_t k = 0; k < block.token_count; ++k) {
      Token token = stream->tokens[block.token_begin + k];
      const bool cut = token.length > kMatchMin && k % 9 == 0;
      if (cut) --token.length;
      tokens.push_back(token);
      if (cut) tokens.push_back({});
    }
    block.token_begin = begin;
    block.token_count = tokens.size() - begin;
    block.kind = BlockKind::kFixed;
  }
  stream->tokens = tokens;
  const Bytes written = write_stream(*stream);
  ASSERT_EQ(parse_deflate(written)->raw, stream->raw);
  expect_round_trip(written, 1.0, "cut matches");

  // A header that no zlib writes: all lengths spelt out.
  auto spelt = parse_deflate(zlib_stream(page_text(50'000, 6), {}));
  ASSERT_TRUE(spelt.has_value());
  for (Block& block : spelt->blocks) {
    const CodeLengths lengths = code_lengths(block.header).value();
    block.header.symbols.clear();
    block.header.header_count = kHeaderSymbols;
    block.header.header_lengths.fill(0);
    std::fill_n(block.header.header_lengths.begin(), 16, std::uint8_t{4});
    for (std::size_t i = 0; i < block.header.literal_count; ++i) {
      block.header.symbols.push_back({lengths.literals[i], 0});
    }
    for (std::size_t i = 0; i < block.header.distance_count; ++i) {
      block.header.symbols.push_back({lengths.distances[i], 0});
    }
  }
  expect_round_trip(write_stream(*spelt), 1.0, "spelt out");
}

TEST(CodecsDeflate, WhatFollowsTheStreamAndAWrongAdlerAreKept) {
  Bytes raw = zlib_stream(page_text(20'000, 7), {});
  raw[raw.size() - 2] ^= std::byte{1};
  for (const char c : std::string_view("\r\n%%EOF\n")) raw.push_back(static_cast<std::byte>(c));
  expect_round_trip(raw, 1.0, "tail");
  raw.resize(raw.size() + (64 << 10));
  EXPECT_EQ(pack_deflate(raw), std::nullopt) << "a stream that is a small part of its chunk";
}

TEST(CodecsDeflate, AJpegInsideIsPackedAsAJpeg) {
  const Bytes jpeg = test::jpeg({640, 480, 3, false, 0}, 8);
  const Bytes raw = zlib_stream(jpeg, {9, 8, 15, 0, 0});
  expect_round_trip(raw, 0.9, "jpeg");
  EXPECT_EQ(std::to_integer<int>(pack_deflate(raw).value()[11]) >> 4, 3);
}

TEST(CodecsDeflate, ADictionaryOfWhatStreamsHoldHelps) {
  // Fonts: each paper brings its own part of the same one.
  const Bytes font = test::noise(64 << 10, 16);
  std::vector<Bytes> parts;
  for (std::size_t i = 0; i < 400; ++i) {
    const auto begin = font.begin() + static_cast<std::ptrdiff_t>(i % 16 * 4096);
    parts.emplace_back(begin, begin + 4000);
  }
  const std::vector<ByteView> samples(parts.begin(), parts.end());
  const auto dictionary =
      std::make_shared<const Dictionary>(5, train_dictionary(samples, kDictionaryBytesMax));
  const Bytes raw = zlib_stream(parts[3], {});
  EXPECT_EQ(pack_deflate(raw), std::nullopt) << "alone it is noise";
  const std::optional<Bytes> packed = pack_deflate(raw, dictionary.get());
  ASSERT_TRUE(packed.has_value());
  EXPECT_LT(packed->size(), raw.size() / 4);
  struct Source : DictionarySource {
    std::shared_ptr<const Dictionary> one;
    std::shared_ptr<const Dictionary> dictionary(std::uint32_t number) const override {
      return number == 5 ? one : nullptr;
    }
  } source;
  EXPECT_THROW((void)unpack_deflate(*packed, raw.size(), source), Error);
  source.one = dictionary;
  EXPECT_EQ(unpack_deflate(*packed, raw.size(), source), raw);
}

TEST(CodecsDeflate, OtherBytesAreLeftAlone) {
  EXPECT_EQ(pack_deflate({}), std::nullopt);
  EXPECT_EQ(pack_deflate(as_bytes("x\x9c")), std::nullopt);
  EXPECT_EQ(pack_deflate(page_text(5000, 1)), std::nullopt);
  const Bytes stream = zlib_stream(page_text(5000, 1), {});
  for (std::size_t n = 0; n < stream.size(); ++n) {
    EXPECT_EQ(parse_deflate(ByteView(stream).first(n)), std::nullopt) << n;
  }
  Bytes preset = stream;  // A preset dictionary is announced.
  preset[1] = static_cast<std::byte>(0x20);
  while ((0x7800 + std::to_integer<int>(preset[1])) % 31 != 0) {
    preset[1] = static_cast<std::byte>(std::to_integer<int>(preset[1]) + 1);
  }
  EXPECT_EQ(pack_deflate(preset), std::nullopt);
  // Nothing is saved: noise.
  EXPECT_EQ(pack_deflate(zlib_stream(test::noise(20'000, 9), {})), std::nullopt);
}

TEST(CodecsDeflate, ABombIsNotInflatedBeyondTheBound) {
  // 100 MiB of zeros: 100 KB of stream.
  const Bytes bomb = zlib_stream(Bytes(100 << 20), {9, 9, 15, 0, 0});
  ASSERT_LT(bomb.size(), 200'000u);
  EXPECT_EQ(pack_deflate(bomb), std::nullopt);
  EXPECT_EQ(inflated(bomb), std::nullopt);
  // Just within it, all is done in a few seconds.
  expect_round_trip(zlib_stream(Bytes(60 << 20), {9, 9, 15, 0, 0}), 0.5, "zeros");
}

TEST(CodecsDeflate, EveryFlippedBitOfAPayloadIsNoticed) {
  const Bytes raw = zlib_stream(page_text(3000, 10), {6, 8, 15, 2, 0});
  const Bytes packed = pack_deflate(raw).value();
  for (std::size_t i = 0; i < packed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = packed;
      damaged[i] ^= static_cast<std::byte>(1 << bit);
      try {
        // Some bits of a frame's header mean nothing: then the right bytes come out.
        EXPECT_EQ(unpack_deflate(damaged, raw.size(), no_dictionaries()), raw) << i << " " << bit;
      } catch (const Error& error) {
        EXPECT_EQ(error.errc(), Errc::kCorrupt);
      }
    }
  }
  for (std::size_t n = 0; n < packed.size(); ++n) {
    EXPECT_THROW((void)unpack_deflate(ByteView(packed).first(n), raw.size(), no_dictionaries()),
                 Error)
        << n;
  }
  EXPECT_THROW((void)unpack_deflate(packed, raw.size() - 1, no_dictionaries()), Error);
  EXPECT_THROW((void)unpack_deflate(packed, raw.size() + 1, no_dictionaries()), Error);
}

TEST(CodecsDeflate, MutatedStreamsComeBackOrAreLeftAlone) {
  const Bytes stream = zlib_stream(page_text(3000, 11), {6, 8, 15, 0, 700});
  Noise source(12);
  std::size_t taken = 0;
  for (int round = 0; round < 1500; ++round) {
    Bytes mutated = stream;
    for (std::uint64_t n = 1 + source.below(3); n > 0; --n) {
      mutated[source.below(mutated.size())] ^= static_cast<std::byte>(1u << source.below(8));
    }
    if (source.below(4) == 0) mutated.resize(source.below(mutated.size()) + 1);
    if (const auto packed = pack_deflate(mutated)) {
      ++taken;
      EXPECT_EQ(unpack_deflate(*packed, mutated.size(), no_dictionaries()), mutated) << round;
    }
  }
  EXPECT_GT(taken, 100u) << "the mutations are too coarse to test anything";
  kho::test::counted("damaged_inputs", 1500);
}

TEST(CodecsDeflate, RandomCorrectionsNeverCrash) {
  // A payload whose corrections are noise: each choice is one that an encoder might have made.
  const Bytes raw = zlib_stream(page_text(4000, 13), {6, 8, 15, 2, 0});
  const Bytes packed = pack_deflate(raw).value();
  Noise source(14);
  for (int round = 0; round < 1500; ++round) {
    Bytes damaged = packed;
    // Behind the checksum, method, head, parameters and lengths lie the corrections.
    for (std::size_t i = 18; i < 60; ++i) damaged[i] = static_cast<std::byte>(source.next());
    try {
      (void)unpack_deflate(damaged, raw.size(), no_dictionaries());
      ADD_FAILURE() << "other bytes were accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  kho::test::counted("damaged_inputs", 1500);
}

TEST(CodecsDeflate, Adler32IsZlibs) {
  const Bytes bytes = test::noise(100'000, 15);
  std::vector<Bytef> in(bytes.size());
  std::ranges::transform(bytes, in.begin(), [](std::byte b) { return static_cast<Bytef>(b); });
  for (const std::size_t n : {0u, 1u, 5551u, 5552u, 5553u, 100'000u}) {
    EXPECT_EQ(adler32(ByteView(bytes).first(n)), ::adler32(1, in.data(), static_cast<uInt>(n)));
  }
}

}  // namespace
}  // namespace kho::store

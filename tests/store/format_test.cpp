// Hashes, codecs and packed values against known answers.
#include <gtest/gtest.h>

#include "store/blob_tables.h"
#include "store/codec.h"
#include "store/error.h"

namespace kho::store {
namespace {

// FIPS 180-4 examples (NIST CSRC, SHA256.pdf).
TEST(Sha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(Sha256::of(as_bytes("abc")).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256::of({}).hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, HexRoundTripsInEitherCaseAndRefusesOtherText) {
  const Sha256 hash = Sha256::of(as_bytes("kho"));
  std::string upper = hash.hex();
  for (char& c : upper) c = static_cast<char>(toupper(c));
  EXPECT_EQ(Sha256::from_hex(upper), hash);
  EXPECT_EQ(Sha256::from_hex(hash.hex().substr(1)), std::nullopt);
  EXPECT_EQ(Sha256::from_hex(std::string(64, 'g')), std::nullopt);
}

TEST(Codec, PacksTextAndLeavesNoiseAlone) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "Cộng hoà xã hội chủ nghĩa Việt Nam. ";
  const auto packed = compress_if_smaller(as_bytes(text));
  ASSERT_TRUE(packed.has_value());
  EXPECT_LT(packed->size(), text.size() / 10);
  EXPECT_EQ(as_text(decode(Codec::kZstd, *packed, text.size())), text);

  std::string noise;
  for (int i = 0; noise.size() < 4096; ++i) noise += Sha256::of(as_bytes(std::to_string(i))).raw();
  EXPECT_EQ(compress_if_smaller(as_bytes(noise)), std::nullopt);
  EXPECT_EQ(compress_if_smaller({}), std::nullopt);
}

TEST(Codec, RefusesPayloadsThatDoNotGiveTheStatedLength) {
  const std::string text(5000, 'k');
  const Bytes packed = compress_if_smaller(as_bytes(text)).value();
  EXPECT_THROW((void)decode(Codec::kZstd, packed, text.size() + 1), Error);
  EXPECT_THROW((void)decode(Codec::kZstd, ByteView(packed).first(packed.size() - 1), text.size()),
               Error);
  EXPECT_THROW((void)decode(Codec::kZstd, as_bytes("not zstd"), 8), Error);
  EXPECT_THROW((void)decode(Codec::kRaw, as_bytes("four"), 5), Error);
  EXPECT_THROW((void)decode(static_cast<Codec>(9), as_bytes("x"), 1), Error);
}

TEST(BlobTables, RecipeRoundTripsAndEveryTruncationIsRefused) {
  Recipe recipe{30, 2, {{Sha256::of(as_bytes("a")), 5, 10}, {Sha256::of(as_bytes("b")), 0, 20}}};
  const std::string packed = pack(recipe);
  const Recipe back = unpack_recipe(packed);
  EXPECT_EQ(back.size, 30u);
  EXPECT_EQ(back.references, 2u);
  ASSERT_EQ(back.extents.size(), 2u);
  EXPECT_EQ(back.extents[1].chunk, recipe.extents[1].chunk);
  EXPECT_EQ(back.extents[0].offset, 5u);
  for (std::size_t n = 0; n < packed.size(); ++n) {
    EXPECT_THROW((void)unpack_recipe(packed.substr(0, n)), Error) << n;
  }
  EXPECT_THROW((void)unpack_recipe(packed + "x"), Error);
  recipe.extents[1].length = 21;
  EXPECT_THROW((void)unpack_recipe(pack(recipe)), Error);
}

TEST(BlobTables, ChunkEntryAndTailRoundTrip) {
  const ChunkEntry entry{{7, 4096, 100, 60}, 3};
  const ChunkEntry back = unpack_chunk_entry(pack(entry));
  EXPECT_EQ(back.location.segment, 7u);
  EXPECT_EQ(back.location.stored_length, 60u);
  EXPECT_EQ(back.references, 3u);
  EXPECT_THROW((void)unpack_chunk_entry(pack(entry).substr(1)), Error);
  const Tail tail = unpack_tail(be64(9), pack_tail_value({9, 2, 8192}));
  EXPECT_EQ(tail.segment, 9u);
  EXPECT_EQ(tail.generation, 2u);
  EXPECT_EQ(tail.offset, 8192u);
}

}  // namespace
}  // namespace kho::store

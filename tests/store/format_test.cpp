// Hashes, codecs and packed values against known answers.
#include <gtest/gtest.h>

#include <algorithm>

#include "store/blob_tables.h"
#include "store/codec.h"
#include "store/error.h"
#include "store/operations.h"
#include "store/record.h"

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
  Recipe recipe{
      30, 2, {Sha256::of(as_bytes("a")), Sha256::of(as_bytes("b"))}, {{0, 5, 10}, {1, 0, 20}}};
  const std::string packed = pack(recipe);
  const Recipe back = unpack_recipe(packed);
  EXPECT_EQ(back.size, 30u);
  EXPECT_EQ(back.references, 2u);
  EXPECT_EQ(back.chunks, recipe.chunks);
  ASSERT_EQ(back.extents.size(), 2u);
  EXPECT_EQ(back.extents[1].chunk, 1u);
  EXPECT_EQ(back.extents[0].offset, 5u);
  for (std::size_t n = 0; n < packed.size(); ++n) {
    EXPECT_THROW((void)unpack_recipe(packed.substr(0, n)), Error) << n;
  }
  EXPECT_THROW((void)unpack_recipe(packed + "x"), Error);
  recipe.extents[1].length = 21;
  EXPECT_THROW((void)unpack_recipe(pack(recipe)), Error);
  recipe.extents[1] = {2, 0, 20};
  EXPECT_THROW((void)unpack_recipe(pack(recipe)), Error);
}

// docs/format/tables.md.
TEST(BlobTables, RecipeIsAsInTheSpecification) {
  const Sha256 kho = Sha256::of(as_bytes("kho"));
  const std::string packed = pack(Recipe{3, 1, {kho}, {{0, 0, 3}}});
  EXPECT_EQ(packed, std::string("\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0", 24) +
                        std::string(kho.raw()) + std::string("\0\0\3", 3));
}

TEST(BlobTables, EntriesRoundTrip) {
  const ChunkEntry entry{{7, 4096, 60, 100, Codec::kZstd, {Media::kFaxG4, 2480}}, 3};
  const ChunkEntry back = unpack_chunk_entry(pack(entry));
  EXPECT_TRUE(back.location.same_place(entry.location));
  EXPECT_EQ(back.location.stored_length, 60u);
  EXPECT_EQ(back.location.raw_length, 100u);
  EXPECT_EQ(back.location.codec, Codec::kZstd);
  EXPECT_EQ(back.location.hint.media, Media::kFaxG4);
  EXPECT_EQ(back.location.hint.parameter, 2480u);
  EXPECT_EQ(back.references, 3u);
  EXPECT_THROW((void)unpack_chunk_entry(pack(entry).substr(1)), Error);

  SegmentEntry segment;
  segment.info = {9, {2, 77}, SegmentState::kSealed, Ripeness::kQuick, 8192, 1'700'000'000};
  segment.live_bytes = 4000;
  const SegmentEntry again = unpack_segment_entry(be32(9), pack(segment));
  EXPECT_EQ(again.info.id, 9u);
  EXPECT_EQ(again.info.stamp.generation, 2u);
  EXPECT_EQ(again.info.stamp.salt, 77u);
  EXPECT_EQ(again.info.state, SegmentState::kSealed);
  EXPECT_EQ(again.info.ripeness, Ripeness::kQuick);
  EXPECT_EQ(again.info.tail, 8192u);
  EXPECT_EQ(again.info.sealed_at, 1'700'000'000);
  EXPECT_EQ(again.live_bytes, 4000u);
  EXPECT_THROW((void)unpack_segment_entry(be32(9), std::string(40, '\0')), Error);
}

// docs/format/segment.md.
TEST(Record, IsAsInTheSpecification) {
  RecordHeader header;
  header.raw_length = header.stored_length = 3;
  header.name = Sha256::of(as_bytes("kho"));
  const RecordFrame frame = frame_record(header, {1, 0x1122334455667788}, as_bytes("kho"));
  EXPECT_EQ(frame.header.substr(0, 16), std::string("KHOR\1\0\0\0\1\0\0\0\0\0\0\0", 16));
  ASSERT_EQ(frame.trailer.size(), 5u + 8);
  EXPECT_EQ(get_le<std::uint64_t>(frame.trailer, 5), 0x7f2d03f32f2aead4u);
  EXPECT_EQ(record_bytes(3), 80u);
}

TEST(Operations, RoundTripAndEveryTruncationIsRefused) {
  const Sha256 a = Sha256::of(as_bytes("a"));
  std::string packed;
  pack(PutOperation{3, "key", std::string(300, 'v')}, packed);
  pack(EraseOperation{0, "key"}, packed);
  pack(
      AddBlobOperation{
          a, {5, 9, {a}, {{0, 0, 5}}}, {Location{1, 4096, 5, 5, Codec::kRaw, {Media::kJpeg, 0}}}},
      packed);
  pack(AddBlobOperation{a, {5, 9, {a}, {{0, 0, 5}}}, {std::nullopt}}, packed);
  pack(ReferenceBlobOperation{a}, packed);
  pack(ReleaseBlobOperation{a}, packed);
  pack(HoldBlobOperation{a, "case 7", 12345}, packed);
  pack(LiftHoldOperation{a, "case 7"}, packed);
  std::string again;
  std::vector<std::size_t> ends;
  each_operation(packed, [&](const Operation& operation) {
    pack(operation, again);
    ends.push_back(again.size());
  });
  EXPECT_EQ(again, packed);
  EXPECT_EQ(ends.size(), 8u);
  for (std::size_t n = 0; n < packed.size(); ++n) {
    const std::string cut = packed.substr(0, n);
    if (n == 0 || std::ranges::find(ends, n) != ends.end()) continue;
    EXPECT_THROW(each_operation(cut, [](const Operation&) {}), Error) << n;
  }
  EXPECT_THROW(each_operation("\x20", [](const Operation&) {}), Error);
}

}  // namespace
}  // namespace kho::store

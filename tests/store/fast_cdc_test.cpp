// FastCDC: the specified table and boundaries, and that boundaries move with the content.
#include "store/fast_cdc.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "store/content_cutter.h"
#include "store/sha256.h"
#include "tests/store/pdf_writer.h"

namespace kho::store {
namespace {

using test::noise;

std::vector<std::size_t> lengths_of(std::string_view text, const CdcSizes& sizes) {
  std::vector<std::size_t> lengths;
  for (ByteView rest = as_bytes(text); !rest.empty(); rest = rest.subspan(lengths.back())) {
    lengths.push_back(first_cut(rest, sizes));
  }
  return lengths;
}

std::set<Sha256> chunks_of(std::string_view text, const CdcSizes& sizes) {
  std::set<Sha256> chunks;
  for (const std::size_t length : lengths_of(text, sizes)) {
    chunks.insert(Sha256::of(as_bytes(text.substr(0, length))));
    text.remove_prefix(length);
  }
  return chunks;
}

TEST(FastCdc, GearTableIsTheSpecifiedOne) {
  // The published first outputs of SplitMix64 from 0, and a hash over all of them.
  EXPECT_EQ(gear_table()[0], 0xe220a8397b1dcdafu);
  EXPECT_EQ(gear_table()[1], 0x6e789e6aa1b965f4u);
  EXPECT_EQ(gear_table()[2], 0x06c45d188009454fu);
  std::string packed;
  for (const std::uint64_t entry : gear_table()) put_le(packed, entry);
  EXPECT_EQ(Sha256::of(as_bytes(packed)).hex(),
            "3843faf2c6540306294b486fda136f53cc592319b024ecb30987d6340908063b");
}

TEST(FastCdc, BoundariesAreTheSpecifiedOnes) {
  EXPECT_THAT(lengths_of(noise(1 << 20, 1), kFileCdc),
              testing::ElementsAre(67499, 87216, 78728, 88852, 58333, 83275, 58777, 70952, 90515,
                                   68962, 66846, 82051, 124944, 21626));
  EXPECT_THAT(
      lengths_of(noise(4000, 2), {64, 256, 1024}),
      testing::ElementsAre(244, 149, 350, 279, 258, 264, 281, 270, 387, 363, 302, 283, 313, 257));
}

TEST(FastCdc, LengthsKeepTheirBounds) {
  for (const std::string& text :
       {noise(3'000'000, 3), std::string(3'000'000, '\0'), std::string(3'000'000, 'x')}) {
    const auto lengths = lengths_of(text, kFileCdc);
    for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
      EXPECT_GE(lengths[i], kFileCdc.minimum);
      EXPECT_LE(lengths[i], kFileCdc.maximum);
    }
    EXPECT_LE(lengths.back(), kFileCdc.maximum);
  }
  for (const std::size_t size : {0u, 1u, 63u, 64u}) {
    EXPECT_EQ(first_cut(as_bytes(noise(size, 4)), {64, 256, 1024}), size);
  }
}

TEST(FastCdc, AverageIsNearTheOneAskedFor) {
  const std::size_t size = 32 << 20;
  const double average =
      static_cast<double>(size) / static_cast<double>(lengths_of(noise(size, 5), kFileCdc).size());
  EXPECT_GT(average, 0.8 * static_cast<double>(kFileCdc.average));
  EXPECT_LT(average, 1.3 * static_cast<double>(kFileCdc.average));
}

TEST(FastCdc, NothingBehindTheMaximumIsLookedAt) {
  const std::string text = noise(100'000, 6);
  const CdcSizes sizes{64, 256, 1024};
  for (std::size_t at = 0; at + sizes.maximum < text.size(); at += 777) {
    EXPECT_EQ(first_cut(as_bytes(text).subspan(at), sizes),
              first_cut(as_bytes(text).subspan(at, sizes.maximum), sizes));
  }
}

TEST(FastCdc, ByteInsertedChangesFewChunks) {
  const std::string text = noise(8 << 20, 7);
  const std::set<Sha256> before = chunks_of(text, kFileCdc);
  for (const std::size_t at : {std::size_t{0}, text.size() / 2}) {
    std::string longer = text;
    longer.insert(at, "!");
    const std::set<Sha256> after = chunks_of(longer, kFileCdc);
    std::vector<Sha256> fresh;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::back_inserter(fresh));
    EXPECT_GE(fresh.size(), 1u);
    EXPECT_LE(fresh.size(), 3u) << at;
  }
}

TEST(ContentCutter, SlicesAreCutLikeTheBytesTheyMakeTogether) {
  const std::string file = noise(60'000, 8);
  std::vector<Slice> slices;
  std::string joined;
  for (std::size_t at = 0, length = 1; at + length < file.size(); at += length + 3, length += 13) {
    slices.push_back({at, length});
    joined += file.substr(at, length);
  }
  const CdcSizes sizes{64, 256, 1024};
  std::vector<PlannedChunk> chunks;
  cut_by_content(as_bytes(file), slices, sizes, {Media::kSkeleton, 0}, chunks);
  const auto lengths = lengths_of(joined, sizes);
  ASSERT_EQ(chunks.size(), lengths.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    std::string bytes;
    for (const Slice& slice : chunks[i].slices) bytes += file.substr(slice.offset, slice.length);
    EXPECT_EQ(bytes, joined.substr(begin, lengths[i])) << i;
    EXPECT_EQ(chunks[i].hint.media, Media::kSkeleton);
    begin += lengths[i];
  }
}

}  // namespace
}  // namespace kho::store

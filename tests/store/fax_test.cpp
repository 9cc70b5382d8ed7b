// Fax streams come back byte for byte, whatever wrote or damaged them.
#include "store/codecs/fax.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/codecs/varint.h"
#include "store/error.h"
#include "tests/counted.h"
#include "tests/store/bilevel_images.h"

namespace kho::store {
namespace {

using test::Image;
using test::T6Style;

// Packs, unpacks and compares; nullopt where nothing was packed.
std::optional<std::size_t> packed_size(ByteView raw, std::uint32_t parameter) {
  const std::optional<Bytes> packed = pack_fax(raw, parameter);
  if (!packed) return std::nullopt;
  EXPECT_EQ(as_text(unpack_fax(*packed, raw.size())), as_text(raw));
  EXPECT_LT(packed->size(), raw.size());
  return packed->size();
}

// The bytes, or that they are damaged.
std::optional<Bytes> unpacked(ByteView packed, std::uint64_t raw_length) {
  try {
    Bytes raw = unpack_fax(packed, raw_length);
    EXPECT_EQ(raw.size(), raw_length);
    return raw;
  } catch (const Error& error) {
    EXPECT_EQ(error.errc(), Errc::kCorrupt);
    return std::nullopt;
  }
}

Image page() { return test::text_page({800, 400}, 1); }

TEST(Fax, PacksEveryStyleOfStream) {
  for (const bool byte_aligned : {false, true}) {
    for (const T6Preference preference : {T6Preference::kPass, T6Preference::kVertical}) {
      for (const bool end_of_block : {false, true}) {
        const Bytes raw = test::t6_stream(page(), {byte_aligned, preference, end_of_block});
        const auto size = packed_size(raw, 800 | (byte_aligned ? kFaxByteAlign : 0));
        ASSERT_TRUE(size);
        EXPECT_LT(*size, raw.size() / 2);
      }
    }
  }
}

TEST(Fax, PacksOddAndExtremeImages) {
  EXPECT_TRUE(packed_size(test::t6_stream(test::halftone({701, 300}), {}), 701));
  EXPECT_TRUE(packed_size(test::t6_stream(test::text_page({20000, 80}, 2), {}), 20000));
  EXPECT_TRUE(packed_size(test::t6_stream(test::filled({1728, 2200}, false), {}), 1728));
  EXPECT_TRUE(packed_size(test::t6_stream(test::filled({1728, 2200}, true), {}), 1728));
  for (std::uint32_t columns = 1; columns <= 100; ++columns) {
    (void)packed_size(test::t6_stream(test::noise({columns, 60}, columns), {}), columns);
  }
}

TEST(Fax, TakesNothingThatSavesNothing) {
  EXPECT_EQ(pack_fax({}, 1728), std::nullopt);
  EXPECT_EQ(pack_fax(as_bytes("no fax"), 1728), std::nullopt);
  EXPECT_EQ(pack_fax(test::t6_stream(test::noise({1, 1}, 1), {}), 1), std::nullopt);
}

TEST(Fax, TakesNoParameterThatItDoesNotKnow) {
  const Bytes raw = test::t6_stream(page(), {});
  EXPECT_NE(pack_fax(raw, 800), std::nullopt);
  EXPECT_EQ(pack_fax(raw, 0), std::nullopt);
  EXPECT_EQ(pack_fax(raw, 800 | 1U << 24), std::nullopt);
}

TEST(Fax, KeepsWhatFollowsTheRows) {
  Bytes raw = test::t6_stream(page(), {});
  const std::size_t plain = *packed_size(raw, 800);
  raw.insert(raw.end(), 5000, std::byte{0});
  EXPECT_LE(*packed_size(raw, 800), plain + 1);
  for (const char letter : std::string_view("\r\nendstream")) {
    raw.push_back(static_cast<std::byte>(letter));
  }
  EXPECT_LE(*packed_size(raw, 800), plain + 5100);
}

// A legal stream whose encoder has no rule that we know: now one preference, now the other, and
// white rows in horizontal mode.
TEST(Fax, CorrectsRowsOfOtherEncoders) {
  const Image image = page();
  T6Writer writer({800, false});
  Changes above;
  for (std::uint32_t y = 0; y < image.shape.rows; ++y) {
    Changes row = image.changes(y);
    writer.write_row(above, row, y % 10 == 3 ? T6Preference::kVertical : T6Preference::kPass);
    above = std::move(row);
    if (y % 100 == 50) {
      writer.put(0x1, 3);    // Horizontal,
      writer.put(0xcd, 9);   // white 768
      writer.put(0x1b, 8);   // and 32,
      writer.put(0x37, 10);  // black 0.
      above.clear();
    }
  }
  const std::size_t plain = *packed_size(test::t6_stream(image, {}), 800);
  const auto corrected = packed_size(writer.bytes(), 800);
  ASSERT_TRUE(corrected);
  EXPECT_GT(*corrected, plain);
  EXPECT_LT(*corrected, plain + plain / 2);
}

TEST(Fax, PacksDamagedStreamsExactlyOrNotAtAll) {
  const Bytes good = test::t6_stream(test::text_page({400, 200}, 3), {});
  std::mt19937 random(4);
  std::size_t packed = 0;
  for (int round = 0; round < 90; ++round) {
    Bytes raw = good;
    if (round % 3 == 0) raw.resize(1 + random() % raw.size());
    // Mostly near the end, so that enough is left to be worth packing.
    const std::size_t first = round % 2 == 0 ? raw.size() - raw.size() / 4 - 1 : 0;
    raw[first + random() % (raw.size() - first)] ^= static_cast<std::byte>(1U << random() % 8);
    if (packed_size(raw, 400)) ++packed;
  }
  EXPECT_GT(packed, 30u);
  kho::test::counted("damaged_inputs", 90);
}

TEST(Fax, DamagedPayloadsGiveAnErrorOrOtherBytes) {
  const Bytes raw = test::t6_stream(test::text_page({400, 120}, 5), {});
  const Bytes good = *pack_fax(raw, 400);
  std::mt19937 random(6);
  std::size_t refused = 0;
  for (int round = 0; round < 200; ++round) {
    Bytes packed = good;
    if (round % 4 == 0) packed.resize(random() % packed.size());
    if (!packed.empty()) {
      packed[round % 2 == 0 ? random() % std::min<std::size_t>(packed.size(), 12)
                            : random() % packed.size()] = static_cast<std::byte>(random());
    }
    if (!unpacked(packed, raw.size())) ++refused;
  }
  EXPECT_GT(refused, 50u);
  kho::test::counted("damaged_inputs", 200);
  EXPECT_EQ(unpacked({}, raw.size()), std::nullopt);
}

TEST(Fax, RefusesAnotherLength) {
  const Bytes raw = test::t6_stream(page(), {});
  const Bytes packed = *pack_fax(raw, 800);
  EXPECT_EQ(unpacked(packed, raw.size() / 2), std::nullopt);
  EXPECT_EQ(unpacked(packed, raw.size() - 1), std::nullopt);
  EXPECT_EQ(unpacked(packed, 0), std::nullopt);
}

Bytes payload_of(std::uint64_t columns, std::uint64_t rows) {
  Bytes packed{std::byte{1}, std::byte{0}};
  put_varint(packed, columns);
  put_varint(packed, rows);
  for (int i = 0; i < 2; ++i) put_varint(packed, 0);
  return packed;
}

TEST(Fax, ATinyPayloadMakesNoHugeImage) {
  EXPECT_EQ(unpacked(payload_of(65536, 4096), 100), std::nullopt);
  EXPECT_EQ(unpacked(payload_of(1, 801), 100), std::nullopt);
  EXPECT_EQ(unpacked(payload_of(1 << 20, 1 << 20), std::uint64_t{1} << 40), std::nullopt);
  EXPECT_EQ(unpacked(payload_of(0, 1), 100), std::nullopt);
  EXPECT_EQ(unpacked(payload_of(~std::uint64_t{0}, 1), 100), std::nullopt);
}

TEST(Fax, AStreamOfATinyHugeImageIsLeftAlone) {
  // 8,000 rows of one bit each and as many columns as there may be.
  const Bytes raw(1000, std::byte{0xff});
  EXPECT_EQ(pack_fax(raw, kFaxColumnsMax), std::nullopt);
}

Bytes file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

// tests/golden/fax-v1/: NAME.g4 is what NAME.packed must give for ever.
TEST(GoldenFax, VersionOneIsRead) {
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KHO_GOLDEN_DIRECTORY "/fax-v1")) {
    if (entry.path().extension() != ".packed") continue;
    const Bytes raw = file(std::filesystem::path(entry.path()).replace_extension(".g4"));
    ASSERT_FALSE(raw.empty());
    EXPECT_EQ(unpack_fax(file(entry.path()), raw.size()), raw) << entry.path();
    ++read;
  }
  EXPECT_EQ(read, 4u);
}

}  // namespace
}  // namespace kho::store

// zstd, dictionaries, and the choice between codecs.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "store/codecs/deflate.h"
#include "store/codecs/recode.h"
#include "store/codecs/zstd.h"
#include "store/error.h"
#include "tests/counted.h"
#include "tests/store/made_media.h"

namespace kho::store {
namespace {

// A record of a paper as an agency's system would send it.
std::string record(std::uint64_t seed) {
  test::Noise source(seed);
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?><HoSo><MaHoSo>000.00.)";
  text += std::to_string(source.below(1000)) + ".H" + std::to_string(source.below(60));
  text += "</MaHoSo><TenThuTuc>Cấp giấy phép xây dựng nhà ở riêng lẻ</TenThuTuc><NgayTiepNhan>";
  text += std::to_string(20200000 + source.below(60000)) + "</NgayTiepNhan><ChuHoSo><SoDinhDanh>";
  text += std::to_string(source.next()) + "</SoDinhDanh></ChuHoSo><TrangThai>";
  text += source.below(2) == 0 ? "Đang xử lý" : "Đã trả kết quả";
  return text + "</TrangThai></HoSo>";
}

Bytes train() {
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 2000; ++i) texts.push_back(record(i));
  std::vector<ByteView> samples;
  for (const std::string& text : texts) samples.push_back(as_bytes(text));
  return train_dictionary(samples, 16 << 10);
}

const Bytes& trained() {
  static const Bytes once = train();
  return once;
}

class Dictionaries : public DictionarySource {
 public:
  explicit Dictionaries(std::shared_ptr<const Dictionary> one) : one_(std::move(one)) {}
  std::shared_ptr<const Dictionary> dictionary(std::uint32_t number) const override {
    return one_ && one_->number() == number ? one_ : nullptr;
  }

 private:
  std::shared_ptr<const Dictionary> one_;
};

TEST(CodecsZstd, HardLevelsAndLongWindowsComeBack) {
  const Bytes text = test::page_text(100'000, 1);
  const Bytes fresh = pack_zstd(text, kFreshLevel).value();
  const Bytes ripe = pack_zstd(text, kRipeLevel).value();
  EXPECT_LT(ripe.size(), fresh.size());
  EXPECT_EQ(unpack_zstd(ripe, text.size()), text);

  // 10 MiB of noise twice: only a window over all of it sees that.
  Bytes twice = test::noise(10 << 20, 2);
  twice.resize(20 << 20);
  std::copy_n(twice.begin(), 10 << 20, twice.begin() + (10 << 20));
  const auto packed = pack_zstd(twice, 5);
  ASSERT_TRUE(packed.has_value());
  EXPECT_LT(packed->size(), 11u << 20);
  EXPECT_EQ(unpack_zstd(*packed, twice.size()), twice);
}

TEST(CodecsZstd, ADictionaryHelpsSmallChunksAndIsNeededToReadThem) {
  const auto dictionary = std::make_shared<const Dictionary>(7, trained());
  const Dictionaries dictionaries(dictionary);
  const std::string text = record(1'000'000);
  const Bytes alone = pack_zstd(as_bytes(text), kRipeLevel).value();
  const Bytes with = pack_zstd(as_bytes(text), kRipeLevel, dictionary.get()).value();
  EXPECT_LT(with.size(), alone.size() / 2);
  EXPECT_EQ(as_text(unpack_zstd_with_dictionary(with, text.size(), dictionaries)), text);
  EXPECT_EQ(get_le<std::uint32_t>(as_text(with), 0), 7u);

  EXPECT_THROW((void)unpack_zstd_with_dictionary(with, text.size(), Dictionaries(nullptr)), Error);
  EXPECT_THROW((void)decode(Codec::kZstdWithDictionary, with, text.size()), Error);
  // Another dictionary under the same number.
  Bytes other = trained();
  for (std::size_t i = other.size() / 2; i < other.size(); ++i) other[i] ^= std::byte{1};
  const Dictionaries wrong(std::make_shared<const Dictionary>(7, other));
  EXPECT_THROW((void)unpack_zstd_with_dictionary(with, text.size(), wrong), Error);
  for (std::size_t i = 0; i < with.size(); ++i) {
    Bytes damaged = with;
    damaged[i] ^= std::byte{0x10};
    try {
      EXPECT_EQ(as_text(unpack_zstd_with_dictionary(damaged, text.size(), dictionaries)), text);
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  for (std::size_t n = 0; n < with.size(); ++n) {
    EXPECT_THROW(
        (void)unpack_zstd_with_dictionary(ByteView(with).first(n), text.size(), dictionaries),
        Error);
  }
}

TEST(CodecsZstd, ManyThreadsShareADictionary) {
  const Dictionary dictionary(3, trained());
  std::array<std::optional<Bytes>, 4> packed;
  const std::string text = record(5);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < packed.size(); ++i) {
      threads.emplace_back([&, i] {
        packed[i] = pack_zstd(as_bytes(text), i % 2 == 0 ? kRipeLevel : kFreshLevel, &dictionary);
      });
    }
  }
  EXPECT_TRUE(packed[0].has_value());
  EXPECT_EQ(packed[0], packed[2]);
  EXPECT_EQ(packed[1], packed[3]);
}

TEST(CodecsDictionary, TrainingIsRepeatableAndRefusesTooLittle) {
  EXPECT_EQ(train(), trained());
  const auto errc = [](std::span<const ByteView> samples, std::size_t bytes_max) {
    try {
      (void)train_dictionary(samples, bytes_max);
    } catch (const Error& error) {
      return error.errc();
    }
    throw std::logic_error("was trained");
  };
  EXPECT_EQ(errc({}, 16 << 10), Errc::kUnsupportedFormat);
  const std::array<ByteView, 2> two = {as_bytes("one"), as_bytes("two")};
  EXPECT_EQ(errc(two, 16 << 10), Errc::kUnsupportedFormat);
  EXPECT_EQ(errc(two, 100), Errc::kTooLarge);
  EXPECT_EQ(errc(two, kDictionaryBytesMax + 1), Errc::kTooLarge);
  EXPECT_THROW(Dictionary(1, as_bytes("no dictionary")), Error);
  EXPECT_THROW(Dictionary(1, ByteView(trained()).first(100)), Error);
}

// What a recode() that found something gives back.
void expect_recoded(const Bytes& raw, MediaHint hint, Codec codec) {
  const std::optional<Recoded> recoded = recode(raw, hint, nullptr, raw.size());
  ASSERT_TRUE(recoded.has_value());
  EXPECT_EQ(recoded->codec, codec);
  EXPECT_EQ(decode(recoded->codec, recoded->payload, raw.size()), raw);
  // Only what is smaller than what is there already.
  EXPECT_EQ(recode(raw, hint, nullptr, recoded->payload.size()), std::nullopt);
}

TEST(CodecsRecode, FindsTheCodecByHintAndByTheFirstBytes) {
  const Bytes jpeg = test::jpeg({200, 100, 3, false, 0}, 1);
  const Bytes stream = test::zlib_stream(test::page_text(20'000, 2), {});
  const Bytes text = test::page_text(20'000, 3);
  expect_recoded(jpeg, {Media::kJpeg, 0}, Codec::kJpegXl);
  expect_recoded(jpeg, {}, Codec::kJpegXl);
  expect_recoded(stream, {Media::kDeflate, 0}, Codec::kDeflate);
  expect_recoded(stream, {}, Codec::kDeflate);
  expect_recoded(text, {Media::kText, 0}, Codec::kZstd);
  expect_recoded(text, {}, Codec::kZstd);
  // A hint that is wrong.
  expect_recoded(text, {Media::kJpeg, 0}, Codec::kZstd);
  expect_recoded(text, {Media::kDeflate, 0}, Codec::kZstd);
}

TEST(CodecsRecode, TakesTheDictionaryWhereItHelps) {
  const Dictionary dictionary(9, trained());
  const std::string text = record(77);
  const Bytes raw(as_bytes(text).begin(), as_bytes(text).end());
  const auto recoded = recode(raw, {Media::kText, 0}, &dictionary, raw.size());
  ASSERT_TRUE(recoded.has_value());
  EXPECT_EQ(recoded->codec, Codec::kZstdWithDictionary);
}

TEST(CodecsRecode, NoiseAndNothingStayAsTheyAre) {
  EXPECT_EQ(recode(test::noise(10'000, 4), {}, nullptr, 10'000), std::nullopt);
  EXPECT_EQ(recode({}, {}, nullptr, 0), std::nullopt);
}

TEST(CodecsRecode, AnyBytesUnderAnyHintComeBackOrStay) {
  test::Noise source(5);
  const std::array<Bytes, 3> seeds = {test::jpeg({160, 120, 1, false, 0}, 6),
                                      test::zlib_stream(test::page_text(2000, 7), {}),
                                      test::page_text(1000, 8)};
  for (int round = 0; round < 300; ++round) {
    Bytes raw = seeds[source.below(seeds.size())];
    for (std::uint64_t n = source.below(4); n > 0; --n) {
      raw[source.below(raw.size())] = static_cast<std::byte>(source.next());
    }
    const MediaHint hint{static_cast<Media>(source.below(6)), 0};
    if (const auto recoded = recode(raw, hint, nullptr, raw.size())) {
      EXPECT_EQ(decode(recoded->codec, recoded->payload, raw.size()), raw);
    }
  }
  kho::test::counted("damaged_inputs", 300);
}

// The Flate streams of real papers, where there are any: each is undone and comes back.
TEST(CodecsRecode, FlateStreamsOfRealPapersAreUndone) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA is not set: no real papers to try";
  constexpr std::size_t kStreamsMax = 60;
  constexpr std::size_t kStreamBytesMax = 60'000;
  std::size_t seen = 0;
  std::size_t undone = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (entry.path().extension() != ".pdf") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string pdf{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = 0; (at = pdf.find("stream\r\n", at)) != std::string::npos; ++at) {
      const std::size_t end = pdf.find("endstream", at + 8);
      if (end == std::string::npos || end - at > kStreamBytesMax || end - at < 4000) continue;
      const ByteView raw = as_bytes(pdf).subspan(at + 8, end - at - 8);
      if (!inflated(raw)) continue;
      ++seen;
      // Its own verification is part of recode(); smaller by a byte is enough here.
      if (const auto recoded = recode(raw, {}, nullptr, raw.size())) {
        undone += recoded->codec == Codec::kDeflate ? 1 : 0;
      }
      if (seen == kStreamsMax) break;
    }
    if (seen == kStreamsMax) break;
  }
  ASSERT_GT(seen, 0u) << "KHO_DATA has no PDF with a stream in it";
  EXPECT_GT(undone * 10, seen * 8) << undone << " of " << seen;
}

}  // namespace
}  // namespace kho::store

#include "ingest/extraction_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(KHO_TESTS) / "golden/extraction-v1";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

Extraction two_pages() {
  return {.outcome = Outcome::kText,
          .failure = Failure::kNone,
          .media_type = "application/pdf",
          .page_count = 3,
          .pages = {"Độc lập", ""}};
}

void expect_equal(const Extraction& left, const Extraction& right) {
  EXPECT_EQ(left.outcome, right.outcome);
  EXPECT_EQ(left.failure, right.failure);
  EXPECT_EQ(left.media_type, right.media_type);
  EXPECT_EQ(left.page_count, right.page_count);
  EXPECT_EQ(left.pages, right.pages);
}

TEST(ExtractionCodec, DecodeReturnsWhatWasEncoded) {
  const auto decoded = decode(encode(two_pages()));
  ASSERT_TRUE(decoded);
  expect_equal(*decoded, two_pages());
}

TEST(ExtractionCodec, EveryFailureSurvives) {
  for (int failure = 1; failure <= static_cast<int>(Failure::kBadReply); ++failure) {
    Extraction extraction;
    extraction.failure = static_cast<Failure>(failure);
    extraction.media_type = "application/pdf";
    const auto decoded = decode(encode(extraction));
    ASSERT_TRUE(decoded);
    expect_equal(*decoded, extraction);
  }
}

TEST(ExtractionCodec, EveryPrefixIsRefused) {
  const auto record = encode(two_pages());
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(decode(std::span(record).first(size))) << size;
  }
}

TEST(ExtractionCodec, WhateverIsAcceptedEncodesToTheSameBytes) {
  const auto record = encode(two_pages());
  for (std::size_t position = 0; position < record.size(); ++position) {
    for (int value = 0; value < 256; ++value) {
      auto changed = record;
      changed[position] = static_cast<std::byte>(value);
      if (const auto decoded = decode(changed)) {
        EXPECT_EQ(encode(*decoded), changed);
      }
    }
  }
}

TEST(ExtractionCodec, GoldenTextOfVersion1IsReadable) {
  const std::string record = read_file(kGolden / "text.bin");
  const auto extraction = decode(bytes_of(record));
  ASSERT_TRUE(extraction);
  expect_equal(*extraction,
               {.outcome = Outcome::kText,
                .failure = Failure::kNone,
                .media_type = "application/pdf",
                .page_count = 4,
                .pages = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n", "",
                          "Giấy phép số 12/GP-SCT \U0001F3DB\n"}});
  EXPECT_TRUE(std::ranges::equal(encode(*extraction), bytes_of(record)));
}

TEST(ExtractionCodec, GoldenOutcomesOfVersion1AreReadable) {
  const auto decoded = [](const char* name) { return decode(bytes_of(read_file(kGolden / name))); };
  const auto no_text = decoded("no-text.bin");
  ASSERT_TRUE(no_text);
  EXPECT_EQ(no_text->outcome, Outcome::kNoText);
  EXPECT_EQ(no_text->page_count, 12U);
  const auto unsupported = decoded("unsupported.bin");
  ASSERT_TRUE(unsupported);
  EXPECT_EQ(unsupported->outcome, Outcome::kUnsupported);
  EXPECT_EQ(unsupported->media_type, "image/jpeg");
  const auto encrypted = decoded("encrypted.bin");
  ASSERT_TRUE(encrypted);
  EXPECT_EQ(encrypted->failure, Failure::kEncrypted);
}

TEST(ExtractionCodec, GoldenWrongRecordsAreRefused) {
  int refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("bad-") && !name.starts_with("later-")) continue;
    EXPECT_FALSE(decode(bytes_of(read_file(entry.path())))) << name;
    ++refused;
  }
  EXPECT_EQ(refused, 12);
}

}  // namespace
}  // namespace kho::ingest

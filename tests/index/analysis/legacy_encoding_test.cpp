#include "index/analysis/legacy_encoding.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "index/analysis/legacy_code_tables.h"
#include "index/analysis/utf16.h"
#include "tests/index/analysis/random_text.h"

namespace kho::index {
namespace {

TEST(LegacyEncoding, ArbitraryBytesDoNoHarm) {
  std::mt19937 random(20260705);
  for (int round = 0; round < 2000; ++round) {
    const std::string bytes = random_bytes(random, 300);
    const Repaired repaired = repair_legacy_encoding(bytes);
    if (repaired.encoding == LegacyEncoding::kNone) {
      EXPECT_EQ(repaired.text, bytes);
    }
  }
}

TEST(LegacyEncoding, BytesThatAreNoUtf8StayWithinARepairedLine) {
  const std::string text = "Céng hßa \xFF x· \xE2\x82 héi\xC3";
  EXPECT_EQ(repair_legacy_encoding(text).text, "Cộng hòa \xFF xã \xE2\x82 hội\xC3");
}

TEST(LegacyEncoding, EveryLetterOfEachTableComesBackInItsPlace) {
  // A line with each letter, among words that leave no doubt.
  for (const auto& [table, encoding, marked] :
       {std::tuple{&kTcvn3Letters, LegacyEncoding::kTcvn3, "thµnh phè ®Þa ph\u00AD¬ng"},
        std::tuple{&kVniLetters, LegacyEncoding::kVni, "thaønh phoá ñòa phöông"},
        std::tuple{&kVisciiLetters, LegacyEncoding::kViscii, "thành ph\u00AF ð¸a phß½ng"}}) {
    for (std::size_t byte = 0; byte < table->size(); ++byte) {
      if ((*table)[byte] == 0 || byte == 0xA0) continue;
      const icu::UnicodeString letter(static_cast<UChar32>(byte));
      const Repaired repaired =
          repair_legacy_encoding(std::string(marked) + " xx" + to_utf8(letter) + "xx");
      EXPECT_EQ(repaired.encoding, encoding) << byte;
      EXPECT_EQ(repaired.text,
                "thành phố địa phương xx" + to_utf8(icu::UnicodeString((*table)[byte])) + "xx")
          << byte;
    }
  }
}

TEST(LegacyEncoding, CostsTimeInProportionToTheText) {
  // One line without an end, of words that decide nothing; and a page of as many short lines.
  std::string line;
  std::string lines;
  for (int i = 0; i < 200000; ++i) {
    line += "xé-mò\u00A0é·";
    lines += "é\n";
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(repair_legacy_encoding(lines).text.empty(), false);
  EXPECT_EQ(repair_legacy_encoding(line).text.empty(), false);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace kho::index

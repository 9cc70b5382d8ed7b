// What holds of every text for dates, numbers of persons, typing and noise.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <random>
#include <string>

#include "index/analysis/abbreviations.h"
#include "index/analysis/date_mention.h"
#include "index/analysis/identity_number.h"
#include "index/analysis/iy_variant.h"
#include "index/analysis/legal_syllable.h"
#include "index/analysis/ocr_noise.h"
#include "index/analysis/syllable.h"
#include "index/analysis/text.h"
#include "index/analysis/typing.h"
#include "index/analysis/utf16.h"
#include "tests/index/analysis/random_text.h"

namespace kho::index {
namespace {

TEST(Masked, ChangesNothingButCharactersToStars) {
  std::mt19937 random(1);
  int hidden = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text = random_pieces(random, 1 + random() % 20);
    const std::string shown = masked(text);
    ASSERT_EQ(shown.size(), text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (shown[i] == text[i]) continue;
      ++hidden;
      EXPECT_EQ(shown[i], '*');
      EXPECT_TRUE(text[i] < 0 ? false : std::isalnum(text[i]));
    }
    EXPECT_EQ(masked(shown), shown);
  }
  EXPECT_GT(hidden, 1000);
}

// What is hidden is what is found: one rule, on raw and on cleaned text.
TEST(Masked, HidesWhatIsFoundInTheCleanedText) {
  std::mt19937 random(2);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = nfc(random_pieces(random, 1 + random() % 12));
    std::size_t stars = 0;
    for (const IdentityMention& mention : identity_mentions(from_utf8(clean(text)))) {
      stars += mention.digits.size() - 3;
    }
    const std::string shown = masked(text);
    EXPECT_EQ(static_cast<std::size_t>(std::count(shown.begin(), shown.end(), '*')), stars) << text;
  }
}

TEST(Mentions, LieInTheTextInOrderWithoutOverlap) {
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    const icu::UnicodeString text = lower_clean(random_pieces(random, 1 + random() % 20));
    std::int32_t done = 0;
    for (const DateMention& date : date_mentions(text)) {
      EXPECT_GE(date.begin, done);
      EXPECT_LT(date.begin, date.end);
      EXPECT_LE(date.end, text.length());
      done = date.end;
    }
    done = 0;
    for (const IdentityMention& number : identity_mentions(text)) {
      EXPECT_GE(number.begin, done);
      EXPECT_LE(number.end, text.length());
      EXPECT_GE(number.digits.size(), 7U);
      EXPECT_LE(number.digits.size(), 12U);
      done = number.end;
    }
  }
}

TEST(Rules, ArbitraryBytesDoNoHarm) {
  std::mt19937 random(4);
  for (int round = 0; round < 20000; ++round) {
    const std::string bytes = random_bytes(random, 40);
    const icu::UnicodeString text = lower_clean(bytes);
    (void)date_mentions(text);
    (void)identity_mentions(text);
    (void)is_ocr_noise(text);
    (void)masked(bytes);
    (void)iy_variant(word_terms(text));
    (void)expansions_of(bytes);
    for (const auto& decoded : {decode_telex(bytes), decode_vni(bytes), decode_viqr(bytes)}) {
      if (!decoded) continue;
      EXPECT_TRUE(is_legal_syllable(word_terms(lower_clean(*decoded)).exact)) << *decoded;
      EXPECT_NE(fold(*decoded), lower(*decoded));
    }
  }
}

TEST(Rules, CostTimeInProportionToTheText) {
  std::string digits;
  for (int i = 0; i < 100000; ++i) digits += "1 2.3-4/";
  std::string dates;
  for (int i = 0; i < 100000; ++i) dates += "ngày 31 tháng 4 ";
  const std::string numeral(1000000, '7');
  const std::string blanks(1000000, ' ');
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& each : {digits, dates, numeral, blanks}) {
    const icu::UnicodeString text = lower_clean(each);
    EXPECT_TRUE(date_mentions(text).empty());
    EXPECT_TRUE(identity_mentions(text).empty());
    EXPECT_EQ(masked(each), each);
    (void)is_ocr_noise(text);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace kho::index

#include "index/analysis/legal_syllable.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "index/analysis/syllable.h"
#include "index/analysis/text.h"
#include "index/analysis/tone_placement.h"
#include "index/analysis/utf16.h"
#include "tests/index/analysis/random_text.h"

namespace kho::index {
namespace {

TEST(LegalSyllable, ArbitraryBytesAreNone) {
  std::mt19937 random(8);
  for (int round = 0; round < 20000; ++round) {
    const std::string bytes = random_bytes(random, 12);
    const bool has_high = bytes.find_first_not_of("abcdeghiklmnopqrstuvxy~12345") != bytes.npos;
    if (is_legal_syllable(bytes) && has_high) {
      EXPECT_EQ(nfc(bytes), bytes);
    }
  }
  for (const char* odd : {"", "~1", "a~", "a~0", "a~6", "a~1~1", "~", "a1", "\xC3", "a\xCC\x81"}) {
    EXPECT_FALSE(is_legal_syllable(odd)) << odd;
  }
}

TEST(TonePlacement, SpelledHasTheSameTermsAgain) {
  std::mt19937 random(9);
  for (int round = 0; round < 50000; ++round) {
    const std::string exact = random_exact(random);
    EXPECT_EQ(word_terms(lower_clean(spelled(exact))).exact, exact);
  }
  for (const char* odd : {"", "~1", "a~6", "n~2", "αβγ~1", "a1~1", "x\xFF~3"}) {
    EXPECT_EQ(nfc(spelled(odd)), spelled(odd)) << odd;
  }
}

}  // namespace
}  // namespace kho::index

#include "index/analysis/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

std::vector<std::string> folded_words(std::string_view text) {
  std::vector<std::string> folded;
  for (const Word& word : words_of(lower_clean(text))) folded.push_back(word.terms.folded);
  return folded;
}

TEST(Analyzer, WordsAreRunsOfLettersAndDigits) {
  EXPECT_THAT(folded_words("Số: 45/2019/QH14, (Luật\tCư-trú)."),
              testing::ElementsAre("so", "45", "2019", "qh14", "luat", "cu", "tru"));
  EXPECT_TRUE(folded_words(" -- … ").empty());
}

TEST(Analyzer, MarksWithoutALetterBeforeThemAreNoWord) {
  EXPECT_TRUE(folded_words("\u0301 \u0323\u0302").empty());
}

TEST(Analyzer, TooLongAWordKeepsItsPosition) {
  const auto words = words_of(lower_clean("một " + std::string(1000, 'x') + " hai"));
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].position, 0U);
  EXPECT_EQ(words[1].position, 2U);
  EXPECT_EQ(folded_pair(words[0], words[1]), "");
}

TEST(Analyzer, PairsJoinNeighbours) {
  const auto words = words_of(lower_clean("Hòa Bình"));
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(folded_pair(words[0], words[1]), "hoa binh");
}

TEST(Analyzer, NoTermOfTwoWordsIsTooLongForXapian) {
  std::string longest;
  for (int i = 0; i < 21; ++i) longest += "ệ";
  const auto words = words_of(lower_clean(longest + " " + longest));
  ASSERT_EQ(words.size(), 2U);
  EXPECT_LT(words[0].terms.exact.size(), 245U);
  EXPECT_LT(folded_pair(words[0], words[1]).size() + 1, 245U);
}

}  // namespace
}  // namespace kho::index

// Holds the table of abbreviations against abbreviations.case.
#include "index/analysis/abbreviations.h"

#include <gmock/gmock.h>

#include "index/analysis/analyzer.h"
#include "index/analysis/text.h"
#include "index/analysis/utf16.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class AbbreviationRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(AbbreviationRule, GivesTheOtherSide) {
  const std::string typed = GetParam().column(0);
  std::vector<std::string> words;
  for (const Word& word : words_of(lower_clean(typed))) words.push_back(word.terms.folded);
  std::string other;
  if (words.size() > 1) {
    other = abbreviation_of(words);
  } else {
    for (const std::string_view expansion : expansions_of(clean(typed))) {
      other.append(other.empty() ? "" : "; ").append(expansion);
    }
  }
  EXPECT_EQ(other.empty() ? "-" : other, GetParam().column(1));
}

KHO_RULE_CASES(AbbreviationRule, "abbreviations.case", 60);

TEST(Abbreviations, EachRowIsFoundFromBothSides) {
  EXPECT_GE(abbreviations().size(), 100U);
  for (const Abbreviation& row : abbreviations()) {
    EXPECT_THAT(expansions_of(row.shorter), testing::Contains(row.longer)) << row.shorter;
    std::vector<std::string> words;
    for (const Word& word : words_of(lower_clean(row.longer))) words.push_back(word.terms.folded);
    EXPECT_LE(words.size(), kAbbreviationWordsMax);
    // Its own abbreviation, or one that is before it in the table.
    const std::string_view shorter = abbreviation_of(words);
    EXPECT_THAT(expansions_of(shorter), testing::Contains(row.longer)) << row.longer;
    EXPECT_EQ(nfc(row.longer), row.longer);
  }
}

}  // namespace
}  // namespace kho::index

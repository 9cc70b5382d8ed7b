// Holds iy_variant() against iy_variant.case.
#include "index/analysis/iy_variant.h"

#include "index/analysis/tone_placement.h"
#include "index/analysis/utf16.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class IyVariantRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(IyVariantRule, GivesTheOtherSpellingOrNone) {
  const WordTerms word = word_terms(lower_clean(GetParam().column(0)));
  const std::optional<WordTerms> variant = iy_variant(word);
  if (GetParam().column(1) == "-") {
    EXPECT_FALSE(variant) << variant->exact;
    return;
  }
  ASSERT_TRUE(variant);
  EXPECT_EQ(spelled(variant->exact), GetParam().column(1));
  // All three members are those of the variant.
  const WordTerms expected = word_terms(lower_clean(GetParam().column(1)));
  EXPECT_EQ(variant->folded, expected.folded);
  EXPECT_EQ(variant->has_marks, expected.has_marks);
  // And back again.
  const std::optional<WordTerms> back = iy_variant(*variant);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->exact, word.exact);
}

KHO_RULE_CASES(IyVariantRule, "iy_variant.case", 50);

}  // namespace
}  // namespace kho::index

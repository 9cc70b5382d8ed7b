// Holds is_legal_syllable() against legal_syllable.case.
#include "index/analysis/legal_syllable.h"

#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class LegalSyllableRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(LegalSyllableRule, SaysWhetherAWordIsVietnamese) {
  const WordTerms terms = word_terms(lower_clean(GetParam().column(0)));
  EXPECT_EQ(is_legal_syllable(terms.exact) ? "legal" : "illegal", GetParam().column(1))
      << terms.exact;
}

KHO_RULE_CASES(LegalSyllableRule, "legal_syllable.case", 120);

}  // namespace
}  // namespace kho::index

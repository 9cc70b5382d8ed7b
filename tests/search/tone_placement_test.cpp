// Holds spelled() against tone_placement.case.
#include "index/analysis/tone_placement.h"

#include <sstream>

#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class TonePlacementRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(TonePlacementRule, EverySpellingBecomesTheOldOne) {
  const std::string written = GetParam().column(0);
  std::stringstream spellings(written + " " + GetParam().column(1));
  for (std::string spelling; spellings >> spelling;) {
    EXPECT_EQ(spelled(word_terms(lower_clean(spelling)).exact), written) << spelling;
  }
}

KHO_RULE_CASES(TonePlacementRule, "tone_placement.case", 60);

}  // namespace
}  // namespace kho::index

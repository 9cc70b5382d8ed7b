// Holds identity_mentions() and masked() against identity_number.case.
#include "index/analysis/identity_number.h"

#include "index/analysis/text.h"
#include "index/analysis/utf16.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class IdentityNumberRule : public testing::TestWithParam<testing_data::CaseLine> {};

std::string found_in(const icu::UnicodeString& text) {
  std::string found;
  for (const IdentityMention& mention : identity_mentions(text)) {
    found += (found.empty() ? "" : " ") + mention.digits;
  }
  return found.empty() ? "-" : found;
}

TEST_P(IdentityNumberRule, FindsTheNumbersInEitherCase) {
  const std::string text = GetParam().column(0);
  EXPECT_EQ(found_in(from_utf8(clean(text))), GetParam().column(1));
  EXPECT_EQ(found_in(lower_clean(text)), GetParam().column(1));
}

TEST_P(IdentityNumberRule, HidesThem) {
  const std::string text = GetParam().column(0);
  const std::string expected = GetParam().column(2) == "=" ? text : GetParam().column(2);
  EXPECT_EQ(masked(text), expected);
  EXPECT_EQ(masked(expected), expected);
}

KHO_RULE_CASES(IdentityNumberRule, "identity_number.case", 80);

}  // namespace
}  // namespace kho::index

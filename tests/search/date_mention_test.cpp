// Holds date_mentions() against date_mention.case.
#include "index/analysis/date_mention.h"

#include "index/analysis/text.h"
#include "index/analysis/utf16.h"
#include "tests/search/escapes.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class DateMentionRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(DateMentionRule, FindsTheDatesOfTheText) {
  const icu::UnicodeString text = lower_clean(testing_data::unescaped(GetParam().column(0)));
  std::string found;
  for (const DateMention& date : date_mentions(text)) {
    found += found.empty() ? "" : "; ";
    found += to_utf8(text.tempSubStringBetween(date.begin, date.end)) + " = " +
             std::to_string(date.year) + "-" + std::to_string(date.month) + "-" +
             std::to_string(date.day);
  }
  EXPECT_EQ(found.empty() ? "-" : found, lower(testing_data::unescaped(GetParam().column(1))));
}

KHO_RULE_CASES(DateMentionRule, "date_mention.case", 70);

}  // namespace
}  // namespace kho::index

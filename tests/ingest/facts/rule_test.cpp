// Holds find_facts() against the case files of single facts: text | fact | remark.
#include <gtest/gtest.h>

#include <string>

#include "tests/case_file.h"
#include "tests/ingest/facts/fact_text.h"

namespace kho::ingest {
namespace {

using testing_data::CaseLine;
using namespace testing_facts;

std::vector<CaseLine> cases_of(const std::string& file) {
  return testing_data::read_cases(std::string(KHO_FACT_CASES) + "/" + file);
}

std::string line_name(const testing::TestParamInfo<CaseLine>& info) {
  return "line_" + std::to_string(info.param.line);
}

Facts facts_of(const CaseLine& line) { return find_facts(pages_of(line.column(0)), kThisYear); }

class NumberRule : public testing::TestWithParam<CaseLine> {};
TEST_P(NumberRule, HoldsForEachLine) {
  EXPECT_EQ(text_of(facts_of(GetParam()).number), GetParam().column(1));
}
INSTANTIATE_TEST_SUITE_P(Cases, NumberRule, testing::ValuesIn(cases_of("number.case")), line_name);

class DateRule : public testing::TestWithParam<CaseLine> {};
TEST_P(DateRule, HoldsForEachLine) {
  const Facts facts = facts_of(GetParam());
  const std::string place = facts.place ? facts.place->value + ", " : "";
  EXPECT_EQ(place + text_of(facts.issue_date), GetParam().column(1));
}
INSTANTIATE_TEST_SUITE_P(Cases, DateRule, testing::ValuesIn(cases_of("date.case")), line_name);

class HolderRule : public testing::TestWithParam<CaseLine> {};
TEST_P(HolderRule, HoldsForEachLine) {
  EXPECT_EQ(text_of(facts_of(GetParam()).owner_ids), GetParam().column(1));
}
INSTANTIATE_TEST_SUITE_P(Cases, HolderRule, testing::ValuesIn(cases_of("holder.case")), line_name);

class ValidityRule : public testing::TestWithParam<CaseLine> {};
TEST_P(ValidityRule, HoldsForEachLine) {
  EXPECT_EQ(text_of(facts_of(GetParam()).validity), GetParam().column(1));
}
INSTANTIATE_TEST_SUITE_P(Cases, ValidityRule, testing::ValuesIn(cases_of("validity.case")),
                         line_name);

TEST(RuleFiles, HaveTheirCases) {
  EXPECT_GE(cases_of("number.case").size(), 45U);
  EXPECT_GE(cases_of("date.case").size(), 40U);
  EXPECT_GE(cases_of("holder.case").size(), 25U);
  EXPECT_GE(cases_of("validity.case").size(), 25U);
}

}  // namespace
}  // namespace kho::ingest

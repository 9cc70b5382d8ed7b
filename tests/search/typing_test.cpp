// Holds the decoding of raw typing against typing.case.
#include "index/analysis/typing.h"

#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class TypingRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(TypingRule, DecodesTheChunkOrRefusesIt) {
  const std::string system = GetParam().column(0);
  const auto decode = system == "telex" ? decode_telex : system == "vni" ? decode_vni : decode_viqr;
  const std::string typed = GetParam().column(1);
  EXPECT_EQ(decode(typed).value_or("-"), GetParam().column(2)) << typed;
}

KHO_RULE_CASES(TypingRule, "typing.case", 110);

}  // namespace
}  // namespace kho::index

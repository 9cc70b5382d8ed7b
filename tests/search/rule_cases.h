// tests/search/rule_cases.h - The cases of one rule of the index as parameters of a test.
//
//   class FooRule : public testing::TestWithParam<CaseLine> {};
//   TEST_P(FooRule, HoldsForEachLine) { ... GetParam().column(0) ... }
//   KHO_RULE_CASES(FooRule, "foo.case", 20);
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/case_file.h"

namespace kho::testing_data {

inline std::vector<CaseLine> rule_cases(const std::string& file) {
  return read_cases(std::string(KHO_SEARCH_CASES) + "/" + file);
}

inline std::string line_name(const testing::TestParamInfo<CaseLine>& info) {
  return "line_" + std::to_string(info.param.line);
}

}  // namespace kho::testing_data

// Each line of tests/search/`file` is one test, named line_12; fewer than `cases_min` lines are a
// failure of their own, for a file that cannot be read has none.
#define KHO_RULE_CASES(suite, file, cases_min)                                                   \
  INSTANTIATE_TEST_SUITE_P(Cases, suite, testing::ValuesIn(kho::testing_data::rule_cases(file)), \
                           kho::testing_data::line_name);                                        \
  TEST(suite##File, HasItsCases) {                                                               \
    EXPECT_GE(kho::testing_data::rule_cases(file).size(), std::size_t{cases_min});               \
  }                                                                                              \
  static_assert(true, "a semicolon follows")

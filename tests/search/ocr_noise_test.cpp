// Holds is_ocr_noise() against ocr_noise.case.
#include "index/analysis/ocr_noise.h"

#include "index/analysis/utf16.h"
#include "tests/search/escapes.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

class OcrNoiseRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(OcrNoiseRule, KeepsTextAndLeavesOutDebris) {
  const icu::UnicodeString line = lower_clean(testing_data::unescaped(GetParam().column(0)));
  EXPECT_EQ(is_ocr_noise(line) ? "noise" : "text", GetParam().column(1));
}

KHO_RULE_CASES(OcrNoiseRule, "ocr_noise.case", 70);

}  // namespace
}  // namespace kho::index

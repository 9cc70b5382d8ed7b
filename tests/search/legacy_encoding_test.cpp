// Holds repair_legacy_encoding() against legacy_encoding.case.
#include "index/analysis/legacy_encoding.h"

#include <array>
#include <fstream>

#include "index/analysis/text.h"
#include "tests/search/escapes.h"
#include "tests/search/rule_cases.h"

namespace kho::index {
namespace {

using testing_data::unescaped;

class LegacyEncodingRule : public testing::TestWithParam<testing_data::CaseLine> {};

TEST_P(LegacyEncodingRule, RepairsThePageOrLeavesIt) {
  const std::string page = unescaped(GetParam().column(1));
  const std::string becomes = GetParam().column(2);
  const Repaired repaired = repair_legacy_encoding(page);
  constexpr std::array kNames = {"none", "tcvn3", "vni", "viscii"};
  EXPECT_EQ(kNames.at(static_cast<std::size_t>(repaired.encoding)), GetParam().column(0));
  EXPECT_EQ(repaired.text, becomes == "=" ? page : nfc(unescaped(becomes)));
}

TEST_P(LegacyEncodingRule, RepairedTextIsNotRepairedAgain) {
  const std::string once = repair_legacy_encoding(unescaped(GetParam().column(1))).text;
  EXPECT_EQ(repair_legacy_encoding(once).text, once);
}

KHO_RULE_CASES(LegacyEncodingRule, "legacy_encoding.case", 100);

// The files of the other rules are Vietnamese in Unicode, with many lines that are odd.
TEST(LegacyEncoding, CaseFilesInUnicodeStayByteByByte) {
  for (const char* file : {"abbreviations", "date_mention", "identity_number", "iy_variant",
                           "legal_syllable", "ocr_noise", "tone_placement", "typing"}) {
    std::ifstream in(std::string(KHO_SEARCH_CASES) + "/" + file + ".case");
    std::string page;
    for (std::string line; std::getline(in, line);) {
      EXPECT_EQ(repair_legacy_encoding(line).text, line) << file;
      page += line + "\n";
    }
    EXPECT_GT(page.size(), 1000U) << file;
    EXPECT_EQ(repair_legacy_encoding(page).encoding, LegacyEncoding::kNone) << file;
  }
}

}  // namespace
}  // namespace kho::index

#include "ingest/signature/shown_text.h"

#include <gtest/gtest.h>

namespace kho::ingest {
namespace {

TEST(ShownText, MasksLongRunsOfDigits) {
  EXPECT_EQ(shown_text("Nguyễn Văn An"), "Nguyễn Văn An");
  EXPECT_EQ(shown_text("015085001234"), "*********234");
  EXPECT_EQ(shown_text("Số 015 085 001 234."), "Số *** *** *** 234.");
  EXPECT_EQ(shown_text("060.123.456, 060-123-456"), "***.***.456, ***-***-456");
  EXPECT_EQ(shown_text("12345678"), "12345678");
  EXPECT_EQ(shown_text("12/2026, 1234  5678, 99"), "12/2026, 1234  5678, 99");
}

TEST(ShownText, RunAtTheCutIsMasked) {
  const std::string shown = shown_text(std::string(250, 'x') + "015085001234");
  EXPECT_EQ(shown, std::string(250, 'x') + "******");
}

TEST(ShownText, HoldsNothingThatIsNoText) {
  EXPECT_EQ(shown_text(std::string("a\0b\nc\x7f", 6)), "a b c ");
  EXPECT_EQ(shown_text("trước\xff sau"), "trước");
  EXPECT_EQ(shown_text(std::string(255, 'x') + "ễ").size(), 255U);
  EXPECT_EQ(shown_text(std::string(1 << 20, 'x')).size(), 256U);
}

struct Number {
  const char* name;
  const char* value;
  Identification shown;
};

class Identifications : public testing::TestWithParam<Number> {};

TEST_P(Identifications, AreMaskedButForTaxCodesOfOrganisations) {
  EXPECT_EQ(shown_identification(GetParam().value), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    ShownText, Identifications,
    testing::Values(
        Number{"Cccd", "CCCD:015085001234", {"CCCD", "*********234"}},
        Number{"CccdWithBlanks", "cccd: 015 085 001 234", {"CCCD", "*********234"}},
        Number{"Cmnd", "CMND:060123456", {"CMND", "******456"}},
        Number{"Etsi", "PNOVN-015085001234", {"PNOVN", "*********234"}},
        Number{"Alone", "015085001234", {"", "*********234"}},
        Number{"Passport", "B1234567", {"", "*****567"}},
        Number{"TaxCode", "MST:0100109106", {"MST", "0100109106"}},
        Number{"TaxCodeOfABranch", "MST:0314409058-002", {"MST", "0314409058002"}},
        Number{"TaxCodeEtsi", "VATVN-0100109106", {"VATVN", "0100109106"}},
        Number{"TaxCodeOfAPerson", "MST:8012345678", {"MST", "*******678"}},
        Number{"TaxCodeThatIsPersonal", "MST:015085001234", {"MST", "*********234"}},
        Number{"TaxCodeAndMore", "MST:0100109106/CCCD:015085001234", {"MST", std::string(28, '*')}},
        Number{"Short", "CCCD:234", {"CCCD", "***"}},
        Number{"NotAscii", "CCCD:số", {"CCCD", "****"}}, Number{"Empty", "", {"", ""}},
        Number{"SchemeAlone", "CCCD:", {"CCCD", ""}}),
    [](const auto& number) { return number.param.name; });

TEST(ShownIdentification, IsBounded) {
  EXPECT_EQ(shown_identification(std::string(1 << 20, '1')).value.size(), 32U);
}

}  // namespace
}  // namespace kho::ingest

#include "warehouse/owner_key.h"

#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

struct Case {
  const char* name;
  const char* typed;
  const char* expected;  // The normal form, or the code of the refusal.
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.typed; }

class OwnerKeyTest : public testing::TestWithParam<Case> {};

TEST_P(OwnerKeyTest, TypedKeyBecomesNormalFormOrRefusal) {
  std::string got;
  try {
    got = OwnerKey::parse(GetParam().typed).text();
  } catch (const Error& error) {
    got = code_name(error.code());
  }
  EXPECT_EQ(got, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, OwnerKeyTest,
    testing::Values(Case{"CccdAsPrinted", "cccd:015085001234", "cccd:015085001234"},
                    Case{"CccdWithSpaces", "cccd: 015 085 001 234 ", "cccd:015085001234"},
                    Case{"CccdWithDotsAndHyphens", "cccd:015.085-001234", "cccd:015085001234"},
                    Case{"CccdThatLostItsZero", "cccd:15085001234", "owner_key_invalid"},
                    Case{"CccdWithLetter", "cccd:01508500123A", "owner_key_invalid"},
                    Case{"CccdAllEqual", "cccd:111111111111", "owner_key_placeholder"},
                    Case{"CccdZeros", "cccd:000000000000", "owner_key_placeholder"},
                    Case{"CccdCounting", "cccd:123456789012", "owner_key_placeholder"},
                    Case{"CccdCountingFromZero", "cccd:012345678901", "owner_key_placeholder"},
                    Case{"CmndIsNoKey", "cmnd:060123456", "owner_key_invalid"},
                    Case{"Mst10", "mst:0100109106", "mst:0100109106"},
                    Case{"Mst10b", "mst:0101248141", "mst:0101248141"},
                    Case{"Mst10c", "mst:0300588569", "mst:0300588569"},
                    Case{"MstBranch", "mst:0314409058-002", "mst:0314409058-002"},
                    Case{"MstBranchWithoutHyphen", "mst:0314409058002", "mst:0314409058-002"},
                    Case{"MstWrongCheckDigit", "mst:0100233480", "owner_key_invalid"},
                    Case{"MstBranchZero", "mst:0314409058-000", "owner_key_invalid"},
                    Case{"MstElevenDigits", "mst:01001091060", "owner_key_invalid"},
                    Case{"MstOfAPersonIsThePerson", "mst:015085001234", "cccd:015085001234"},
                    Case{"MstCounting", "mst:1234567890", "owner_key_placeholder"},
                    Case{"Passport", "passport:USA:512345679", "passport:USA:512345679"},
                    Case{"PassportLowerCase", "passport:usa:c1234567", "passport:USA:C1234567"},
                    Case{"PassportNoSuchCountry", "passport:ABC:512345679", "owner_key_invalid"},
                    Case{"PassportCountryAcrossTwo", "passport:BWA:X5", "passport:BWA:X5"},
                    Case{"PassportTooLong", "passport:USA:5123456791", "owner_key_invalid"},
                    Case{"PassportWithoutNumber", "passport:USA:", "owner_key_invalid"},
                    Case{"PassportWithoutCountry", "passport:512345679", "owner_key_invalid"},
                    Case{"PassportPlaceholder", "passport:USA:000000000", "owner_key_placeholder"},
                    Case{"Agency", "agency:H63.12", "agency:H63.12"},
                    Case{"AgencyLowerCase", "agency:h63.12.34", "agency:H63.12.34"},
                    Case{"AgencyOldForm", "agency:000.00.12.H63", "agency:H63.12"},
                    Case{"AgencyOldFormDeep", "agency:001.02.12.H63", "agency:H63.12.02.001"},
                    Case{"AgencyOldFormRoot", "agency:000.00.00.H63", "agency:H63"},
                    Case{"AgencyBadRoot", "agency:Z63.12", "owner_key_invalid"},
                    Case{"AgencyEmptyLevel", "agency:H63..12", "owner_key_invalid"},
                    Case{"NoKind", "015085001234", "owner_key_invalid"},
                    Case{"UnknownKind", "phone:0912345678", "owner_key_invalid"},
                    Case{"Empty", "", "owner_key_invalid"},
                    Case{"FullWidthDigits", "cccd:０１５０８５００１２３４", "owner_key_invalid"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(OwnerKey, TooLongTextIsRefused) {
  EXPECT_EQ(refusal([] { OwnerKey::parse("cccd:" + std::string(1000, '1')); }),
            "owner_key_invalid");
}

TEST(OwnerKey, RefusalNeverRepeatsTheNumber) {
  try {
    OwnerKey::parse("mst:0100233480");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("0100233480"), std::string::npos);
  }
}

TEST(OwnerKey, MaskShowsTheLastThreeCharacters) {
  EXPECT_EQ(masked_owner_key("cccd:015085001234"), "cccd:*********234");
  EXPECT_EQ(masked_owner_key("passport:USA:X5"), "passport:***:X5");
  EXPECT_EQ(masked_owner_key("agency:H63.12"), "agency:H63.12");
}

TEST(OwnerKey, OddPersonalNumbersAreWarnedOf) {
  const Date today = day("2026-11-23");
  const auto codes = [&](const char* key) {
    std::string out;
    for (const Warning& warning : OwnerKey::parse(key).warnings(today)) out += warning.code + " ";
    return out;
  };
  EXPECT_EQ(codes("cccd:015085001234"), "");
  EXPECT_EQ(codes("cccd:003085001234"), "cccd_province_unknown ");
  EXPECT_EQ(codes("cccd:015299001234"), "cccd_birth_year_in_future ");
  EXPECT_EQ(codes("cccd:015226001234"), "");  // Born in 2026.
  EXPECT_EQ(codes("cccd:015227001234"), "cccd_birth_year_in_future ");
  EXPECT_EQ(codes("mst:0100109106"), "");
}

}  // namespace
}  // namespace kho::warehouse

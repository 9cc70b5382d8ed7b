#include "warehouse/owner_key.h"

#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

// What becomes of what is typed: identifiers.case.
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
  EXPECT_EQ(masked_owner_key("cmnd:060123456"), "cmnd:******456");
  EXPECT_EQ(masked_owner_key("agency:H63.12"), "agency:H63.12");
}

}  // namespace
}  // namespace kho::warehouse

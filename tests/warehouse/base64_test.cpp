#include "warehouse/base64.h"

#include <gtest/gtest.h>

namespace kho::warehouse {
namespace {

// RFC 4648, section 10.
TEST(Base64, EncodesTheExamplesOfTheRfc) {
  const std::pair<const char*, const char*> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64url("f"), "Zg");
}

TEST(Base64, EveryByteAtEveryPlaceRoundTrips) {
  for (int value = 0; value < 256; ++value) {
    for (std::size_t length = 1; length <= 4; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string bytes(length, '\x5a');
        bytes[at] = static_cast<char>(value);
        EXPECT_EQ(from_base64(base64(bytes)), bytes);
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
      }
    }
  }
}

TEST(Base64, NothingHasASecondSpelling) {
  // Padding, bits left over, the other alphabet, blanks.
  for (const char* bad : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v",
                          "Z===", "====", "=", "-__-", "Zg==Zg=="}) {
    EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
  }
  for (const char* bad : {"Zg==", "Zh", "Zm9", "Z", "+//+", "Zg "}) {
    EXPECT_EQ(from_base64url(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace kho::warehouse

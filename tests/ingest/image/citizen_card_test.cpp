#include "ingest/image/citizen_card.h"

#include <gtest/gtest.h>

namespace kho::ingest {
namespace {

using namespace std::chrono_literals;

// An invented person.
constexpr const char* kCard =
    "015185001234|060123456|Nguyễn Thị Hoa|05031985|Nữ|Tổ 5, Phường Đồng Tâm, Yên Bái|25122021";

TEST(CitizenCard, FieldsAreRead) {
  const auto card = parse_citizen_card(kCard);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->personal_number, "015185001234");
  EXPECT_EQ(card->old_identity_number, "060123456");
  EXPECT_EQ(card->name, "Nguyễn Thị Hoa");
  EXPECT_EQ(card->birth, 1985y / 3 / 5);
  EXPECT_EQ(card->sex, Sex::kFemale);
  EXPECT_EQ(card->residence, "Tổ 5, Phường Đồng Tâm, Yên Bái");
  EXPECT_EQ(card->issued, 2021y / 12 / 25);
}

TEST(CitizenCard, OldNumberAndResidenceMayBeMissing) {
  const auto card = parse_citizen_card("015204001234||Hà Văn Nam|29022004|Nam||01072022");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->old_identity_number, "");
  EXPECT_EQ(card->birth, 2004y / 2 / 29);
  EXPECT_EQ(card->sex, Sex::kMale);
}

struct Wrong {
  const char* name;
  std::string text;
  friend void PrintTo(const Wrong& wrong, std::ostream* stream) { *stream << wrong.text; }
};

class WrongCard : public testing::TestWithParam<Wrong> {};

TEST_P(WrongCard, IsRefused) { EXPECT_FALSE(parse_citizen_card(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(
    CitizenCard, WrongCard,
    testing::Values(
        Wrong{"Empty", ""}, Wrong{"AnAddress", "https://example.com"},
        Wrong{"SixFields", "015204001234||Hà Văn Nam|29022004|Nam|01072022"},
        Wrong{"EightFields", "015204001234||Hà Văn Nam|29022004|Nam||01072022|"},
        Wrong{"ElevenDigits", "01520400123||Hà Văn Nam|29022004|Nam||01072022"},
        Wrong{"LetterInTheNumber", "01520400123O||Hà Văn Nam|29022004|Nam||01072022"},
        Wrong{"EightDigitsOfOldNumber", "015204001234|06012345|Hà Văn Nam|29022004|Nam||01072022"},
        Wrong{"NoName", "015204001234|||29022004|Nam||01072022"},
        Wrong{"NoSuchDay", "015203001234||Hà Văn Nam|29022003|Nam||01072022"},
        Wrong{"NoSuchMonth", "015203001234||Hà Văn Nam|01132003|Nam||01072022"},
        Wrong{"DayWithSpaces", "015203001234||Hà Văn Nam| 1012003|Nam||01072022"},
        Wrong{"OtherSex", "015203001234||Hà Văn Nam|01012003|M||01072022"},
        Wrong{"IssuedBeforeBirth", "015203001234||Hà Văn Nam|01012003|Nam||01072002"},
        Wrong{"ControlCharacter", "015203001234||Hà\nVăn Nam|01012003|Nam||01072022"},
        Wrong{"BrokenUtf8", "015203001234||H\xC3 V|01012003|Nam||01072022"},
        Wrong{"EndlessName", "015203001234||" + std::string(201, 'a') + "|01012003|Nam||01072022"}),
    [](const auto& wrong) { return wrong.param.name; });

}  // namespace
}  // namespace kho::ingest

#include "warehouse/owner_name.h"

#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

struct Case {
  const char* name;
  const char* a;
  const char* b;
  bool same;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.a << " / " << c.b; }

class SameNameTest : public testing::TestWithParam<Case> {};

TEST_P(SameNameTest, IsDecidedTheSameBothWays) {
  EXPECT_EQ(same_name(GetParam().a, GetParam().b), GetParam().same);
  EXPECT_EQ(same_name(GetParam().b, GetParam().a), GetParam().same);
  EXPECT_TRUE(same_name(GetParam().a, GetParam().a));
}

INSTANTIATE_TEST_SUITE_P(
    Names, SameNameTest,
    testing::Values(
        Case{"Case", "LÒ VĂN Hoà", "Lò Văn Hoà", true},
        Case{"TonePlacement", "Nguyễn Thị Hoà", "Nguyễn Thị Hòa", true},
        Case{"TonePlacementInCapitals", "THUÝ", "Thúy", true},
        Case{"TonePlacementBehindAHyphen", "Công ty Hoà-Bình", "Công ty Hòa-Bình", true},
        Case{"FormD", "Hoa\xcc\x80", "Hoà", true},
        Case{"MarksInAnotherOrder", "Vie\xcc\x82\xcc\xa3t", "Việt", true},
        Case{"Eth", "Ðặng Văn Ðức", "Đặng Văn Đức", true}, Case{"SmallEth", "ðức", "Đức", true},
        Case{"Blanks", "  Lò  Văn\tA ", "Lò Văn A", true},
        Case{"NoBreakSpace", "Lò\xc2\xa0Văn A", "Lò Văn A", true},
        Case{"DiacriticsCount", "Hoa", "Hoà", false}, Case{"TonesCount", "Hoá", "Hoà", false},
        Case{"VowelMarksCount", "Thu", "Thư", false}, Case{"StrokeCounts", "Dung", "Đung", false},
        Case{"WordsCount", "Lò Văn A", "Lò A", false},
        Case{"OrderCounts", "Văn Lò", "Lò Văn", false},
        Case{"WordBreakCounts", "Lan Anh", "Lananh", false},
        Case{"PunctuationCounts", "Công ty A & B", "Công ty A B", false},
        Case{"DigitsCount", "Công ty 12", "Công ty 1 2", false},
        Case{"ToneIsNoDigit", "hoà", "hoa~2", false},
        Case{"TildeIsATilde", "hoà~", "hoa~2~", false}, Case{"IAndY", "Lý", "Lí", false},
        Case{"Empty", "", " ", true}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(OwnerName, OtherNamesAreKeptOnceAndBounded) {
  Owner owner;
  const Uuid paper = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");
  EXPECT_EQ(note_name(owner, "", paper, 1), NameNoted::kNothing);
  EXPECT_EQ(note_name(owner, "Lò Văn Hoà", paper, 2), NameNoted::kFirst);
  EXPECT_EQ(note_name(owner, "LÒ VĂN HÒA", paper, 3), NameNoted::kNothing);
  EXPECT_EQ(note_name(owner, "Lò Văn Hoa", paper, 4), NameNoted::kOther);
  EXPECT_EQ(note_name(owner, "lò văn hoa", paper, 5), NameNoted::kNothing);
  ASSERT_EQ(owner.other_names.size(), 1u);
  EXPECT_EQ(owner.other_names[0].name, "Lò Văn Hoa");
  EXPECT_EQ(owner.other_names[0].since_ms, 4);
  EXPECT_EQ(owner.other_names[0].component, paper);
  for (std::size_t i = 1; i < kOwnerNamesMax; ++i) {
    EXPECT_EQ(note_name(owner, "Tên " + std::to_string(i), paper, 6), NameNoted::kOther);
  }
  EXPECT_EQ(note_name(owner, "Tên nữa", paper, 7), NameNoted::kTooMany);
  EXPECT_EQ(owner.other_names.size(), kOwnerNamesMax);
}

}  // namespace
}  // namespace kho::warehouse

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/indexer.h"
#include "index/searcher.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(Ranking, QueryWithoutDiacriticsFindsMarkedText) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "đường Lê Lợi"), page("b", "họ Dương"), page("c", "phố")});
  EXPECT_THAT(find(scratch.path(), "duong"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(find(scratch.path(), "DUONG le loi"), ElementsAre("a"));
}

TEST(Ranking, ExactOutranksFolded) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("1", "Dương Dương Dương"), page("2", "con đường dài của tỉnh này"),
                        page("3", "dưỡng"), page("4", "duong")});
  EXPECT_EQ(find(scratch.path(), "đường").front(), "2");
  EXPECT_EQ(find(scratch.path(), "Dương").front(), "1");
  EXPECT_EQ(find(scratch.path(), "dưỡng").front(), "3");
  EXPECT_EQ(find(scratch.path(), "đường").size(), 4U);
}

TEST(Ranking, BareSpellingComesFirstForABareQuery) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("1", "bàn ghế"), page("2", "ban ghế"), page("3", "bán ghế")});
  EXPECT_EQ(find(scratch.path(), "ban").front(), "2");
}

TEST(Ranking, TitleWeighsMoreThanPages) {
  const ScratchDirectory scratch;
  Document titled = page("b", "nội dung về đất đai");
  titled.title = "Cư trú";
  Document other = page("a", "nội dung về cư trú");
  other.title = "Đất đai";
  fill(scratch.path(), {titled, other});
  EXPECT_THAT(find(scratch.path(), "cư trú"), ElementsAre("b", "a"));
  EXPECT_THAT(find(scratch.path(), "dat dai"), ElementsAre("a", "b"));
}

TEST(Ranking, NeighboursOutrankScatteredWords) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "khai thuế và sinh đẻ"), page("b", "thuế và khai sinh đẻ")});
  EXPECT_THAT(find(scratch.path(), "khai sinh"), ElementsAre("b", "a"));
}

// The spellings of one text get one answer, in documents and in queries.
TEST(Ranking, SpellingOfTheQueryDoesNotChangeTheList) {
  const ScratchDirectory scratch;
  fill(scratch.path(),
       {page("1", "Ủy ban nhân dân tỉnh Hoà Bình"), page("2", "Uỷ ban nhân dân tỉnh Hòa Bình, Đà"),
        page("3", "Hóa đơn Đà Nẵng"), page("4", "hoa hồng đà điểu"),
        page("5", "uy\u0309 ban Ho\u0061\u0300 \u00D0a\u0300")});
  const auto expected = find(scratch.path(), "ủy ban Hòa Đà");
  EXPECT_THAT(expected, Contains("5"));
  for (const char* variant :
       {"uỷ ban Hoà Đà", "ủy ban hòa Ðà", "UỶ BAN HOÀ ĐÀ", "u\u0309y ban Ho\u0300a \u0110a\u0300",
        "uy\u0309 ban Hoa\u0300 \u00F0a\u0300", "ủy\u00A0ban\u00AD Hòa\u200B Đà"}) {
    EXPECT_EQ(find(scratch.path(), variant), expected) << variant;
  }
}

class NumberSearch : public testing::Test {
 protected:
  NumberSearch() {
    Document target = page("z-target", "Quyết định về giá đất");
    target.number = "12/QĐ-UBND";
    Document law = page("law", "Luật");
    law.number = "45/2019/QH14";
    Document circular = page("circular", "Thông tư");
    circular.number = "01/2023/TT-BLĐTBXH";
    Document look_alike = page("look-alike", "Quy định");
    look_alike.number = "12/QD-UBND";
    fill(scratch_.path(),
         {page("a", "Căn cứ Quyết định số 12/QĐ-UBND ngày 5/6, 12/QĐ-UBND, 12/QĐ-UBND"),
          page("b", "12 quyết định của ubnd, qđ 12"), page("c", "Theo l2/QĐ-UBND"), target, law,
          circular, look_alike});
  }

  ScratchDirectory scratch_;
};

TEST_F(NumberSearch, FindsItsDocumentFirstHoweverItIsTyped) {
  for (const char* typed :
       {"12/QĐ-UBND", "12/qđ-ubnd", "12/QÐ-UBND", "012/QĐ-UBND", "12 / QĐ - UBND", "12/QĐ–UBND",
        "12 QĐ UBND", "số 12/QĐ-UBND", "quyết định 12/QĐ-UBND", "12/Q\u0110\u2011UBND",
        "quyết định số 12 qđ ubnd của uỷ ban nhân dân tỉnh về giá đất năm nay"}) {
    const auto found = find(scratch_.path(), typed);
    ASSERT_FALSE(found.empty()) << typed;
    EXPECT_EQ(found.front(), "z-target") << typed;
  }
  for (const char* typed : {"45/2019/QH14", "45 2019 qh14", "luật 45/2O19/QHl4", "045/2019/qh14"}) {
    const auto found = find(scratch_.path(), typed);
    ASSERT_FALSE(found.empty()) << typed;
    EXPECT_EQ(found.front(), "law") << typed;
  }
  for (const char* typed : {"01/2023/TT-BLĐTBXH", "1/2023/tt-bldtbxh", "O1/2023/TT-BLDTBXH"}) {
    const auto found = find(scratch_.path(), typed);
    ASSERT_FALSE(found.empty()) << typed;
    EXPECT_EQ(found.front(), "circular") << typed;
  }
}

TEST_F(NumberSearch, WithoutStrokeFindsBothSpellings) {
  const auto found = find(scratch_.path(), "12/qd-ubnd");
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0], "look-alike");
  EXPECT_EQ(found[1], "z-target");
}

TEST_F(NumberSearch, ConfusedCharactersFindIt) {
  for (const char* typed : {"l2/QĐ-UBND", "I2/QD-UBND", "]2/QĐ-UBND", "|2 / QĐ-UBND"}) {
    EXPECT_THAT(find(scratch_.path(), typed), Contains("z-target")) << typed;
  }
}

TEST_F(NumberSearch, FindsWhereItIsMentionedAndMisread) {
  EXPECT_THAT(find(scratch_.path(), "12/QĐ-UBND"), testing::IsSupersetOf({"a", "c"}));
}

TEST_F(NumberSearch, OfAnotherFirstSegmentIsNotFound) {
  EXPECT_THAT(find(scratch_.path(), "13/QĐ-UBND"), testing::Not(testing::Contains("law")));
}

}  // namespace
}  // namespace kho::index

#include "index/analysis/number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

TEST(Number, SpellingsOfOneNumberHaveOneFullForm) {
  const std::string full = number_forms("12/QĐ-UBND").full;
  EXPECT_EQ(full, "12/qđ/ubnd");
  for (const char* spelling :
       {"12/QÐ-UBND", "012/qđ-ubnd", "12 / QĐ – UBND", "12 QĐ UBND", "12/Q\u0110\u2011UBND"}) {
    EXPECT_EQ(number_forms(spelling).full, full) << spelling;
  }
}

TEST(Number, FoldedFormHasNoStroke) {
  EXPECT_EQ(number_forms("12/QĐ-UBND").folded, number_forms("12/QD-UBND").full);
}

TEST(Number, KeyMakesConfusableCharactersOne) {
  const std::string key = number_forms("10/2019/TT-BLĐTBXH").key;
  for (const char* misread :
       {"1O/20l9/TT-BLĐTBXH", "I0/2019/TT-BIĐTBXH", "|0/2019/tt-bldtbxh", "]0/2019/TT-BLĐTBXH"}) {
    EXPECT_EQ(number_forms(misread).key, key) << misread;
  }
}

TEST(Number, WhatIsTooLongOrEmptyIsNoNumber) {
  EXPECT_EQ(number_forms("").full, "");
  EXPECT_EQ(number_forms(" / - ").full, "");
  EXPECT_EQ(number_forms(std::string(5000, '1')).full, "");
  EXPECT_EQ(number_forms("1/" + std::string(119, 'x') + "/x").full, "");
}

std::vector<std::string> mention_keys(std::string_view text) {
  std::vector<std::string> keys;
  for (const NumberMention& mention : number_mentions(lower_clean(text))) {
    keys.push_back(mention.key);
  }
  return keys;
}

TEST(NumberMention, IsFoundInRunningText) {
  EXPECT_THAT(mention_keys("Căn cứ Luật số 45/2019/QH14 và Quyết định 012/QĐ-UBND, khoản 3."),
              testing::ElementsAre("45/2019/qh14", "12/qd/ubnd"));
}

TEST(NumberMention, IsNoDateAndNoFraction) {
  EXPECT_TRUE(mention_keys("ngày 12/05/2020, tỷ lệ 3/4 - Nguyễn, km/h, và/hoặc").empty());
}

TEST(NumberWindow, StartsWithANumeral) {
  std::vector<std::string> full;
  for (const NumberForms& window : number_windows(lower_clean("quyết định 12 qđ ubnd"), 40)) {
    full.push_back(window.full);
  }
  EXPECT_THAT(full, testing::ElementsAre("12/qđ", "12/qđ/ubnd"));
}

TEST(NumberWindow, StopsAtItsBound) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "1 ";
  EXPECT_EQ(number_windows(lower_clean(text), 40).size(), 40U);
}

TEST(NumberSeparators, LoseTheBlanksAroundThem) {
  EXPECT_EQ(to_utf8(close_up_separators(lower_clean("số 12 /  QĐ - UBND năm 2020"))),
            "số 12/qđ-ubnd năm 2020");
}

}  // namespace
}  // namespace kho::index

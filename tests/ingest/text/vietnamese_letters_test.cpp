#include "ingest/text/vietnamese_letters.h"

#include <gtest/gtest.h>

#include <string>

namespace kho::ingest {
namespace {

TEST(VietnameseLetters, FoldToAscii) {
  const std::u32string_view letters = U"AẬđĐớỲwưỔ";
  std::string folded;
  for (const char32_t letter : letters) folded += folded_letter(letter);
  EXPECT_EQ(folded, "aaddoywuo");
}

TEST(VietnameseLetters, OthersHaveNone) {
  for (const char32_t letter : U"äßñøµ7-.ж中\U0010FFFF") EXPECT_EQ(folded_letter(letter), '\0');
}

TEST(VietnameseLetters, SyllablesAreKnown) {
  for (const char* syllable :
       {"a", "nghieng", "quyen", "gi", "gia", "giuong", "khuyu", "yen", "thuo", "hoa", "xoong",
        "quoc", "uong", "oanh", "y", "khuya", "ngoeo"}) {
    EXPECT_TRUE(is_folded_syllable(syllable)) << syllable;
  }
}

TEST(VietnameseLetters, OtherWordsAreNot) {
  for (const char* word : {"", "b", "str", "word", "cng", "text", "aa", "nghiengg", "file", "qa"}) {
    EXPECT_FALSE(is_folded_syllable(word)) << word;
  }
}

}  // namespace
}  // namespace kho::ingest

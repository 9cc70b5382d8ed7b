#include "ingest/text/legacy_font.h"

#include <gtest/gtest.h>

namespace kho::ingest {
namespace {

TEST(LegacyFont, Tcvn3WordsAreSeen) {
  for (const std::u32string_view word :
       {U"hßa", U"x·", U"chñ", U"nghÜa", U"§éc", U"®Þnh", U"hµnh", U"phóc", U"lËp"}) {
    const bool has_foreign = word != U"phóc";  // Also a syllable of Unicode, and of none.
    EXPECT_EQ(is_legacy_font_word(word), has_foreign) << std::string(word.begin(), word.end());
  }
}

TEST(LegacyFont, VniWordsAreSeen) {
  for (const std::u32string_view word :
       {U"Coäng", U"hoøa", U"hoäi", U"chuû", U"Vieät", U"ñònh", U"CHUÛ"}) {
    EXPECT_TRUE(is_legacy_font_word(word)) << std::string(word.begin(), word.end());
  }
}

TEST(LegacyFont, OtherWordsAreNot) {
  for (const std::u32string_view word : {U"", U"hòa", U"Việt", U"word", U"Straße", U"naïve",
                                         U"中国", U"hßahßahßahßa", U"\uFFFD\uFFFD"}) {
    EXPECT_FALSE(is_legacy_font_word(word)) << std::string(word.begin(), word.end());
  }
}

}  // namespace
}  // namespace kho::ingest

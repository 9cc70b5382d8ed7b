#include "index/analysis/text.h"

#include <gtest/gtest.h>

namespace kho::index {
namespace {

TEST(Text, NfcComposesDecomposedLetters) {
  EXPECT_EQ(nfc("Tie\u0302\u0301ng Vie\u0323\u0302t"), "Tiếng Việt");
  EXPECT_EQ(nfc("Tiếng Việt"), "Tiếng Việt");
}

TEST(Text, CleanMakesLookAlikesOfDOne) {
  EXPECT_EQ(clean("\u00D0ường \u00F0i"), "Đường đi");
  EXPECT_EQ(clean("\u0189ường"), "Đường");
}

TEST(Text, CleanDropsWhatHasNoWidth) {
  EXPECT_EQ(clean("hồ\u00AD sơ\u200B\uFEFF"), "hồ sơ");
  // Between a letter and its mark, too.
  EXPECT_EQ(clean("a\u200D\u0301"), "á");
}

TEST(Text, CleanMakesDashesSlashesAndBlanksAscii) {
  EXPECT_EQ(clean("12\u2215Q\u00D0\u2013UBND\u00A0x\u2003y"), "12/QĐ-UBND x y");
}

TEST(Text, CleanIsIdempotent) {
  const std::string once = clean("Ðo\u0302\u200B\u0301ng \u2014 a\u0323\u0302");
  EXPECT_EQ(clean(once), once);
}

TEST(Text, LowerKnowsNoLanguage) { EXPECT_EQ(lower("ĐỊNH I Ơ"), "định i ơ"); }

TEST(Text, FoldRemovesToneQualityAndStroke) {
  EXPECT_EQ(fold("Đường HOÀ thuý vịêt ỡ ữ ẵ"), "duong hoa thuy viet o u a");
}

TEST(Text, NameKeyPutsTheToneBehindTheWord) {
  EXPECT_EQ(name_key(" HOÀ  \u00D0\u1EE9c "), "hoa~2 đưc~1");
  EXPECT_EQ(name_key("hòa"), name_key("hoà"));
  EXPECT_NE(name_key("hoa~2"), name_key("hoà"));
  EXPECT_EQ(name_key("A & B\u00A0"), "a & b");
  EXPECT_EQ(name_key(""), "");
}

TEST(Text, MalformedBytesBecomeReplacementCharacters) {
  EXPECT_EQ(clean("a\xFF"
                  "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(fold("\xC3"), "\uFFFD");
  EXPECT_EQ(nfc("\xED\xA0\x80"), nfc("\xED\xA0\x80"));  // A lone surrogate.
  EXPECT_EQ(nfc(""), "");
}

}  // namespace
}  // namespace kho::index

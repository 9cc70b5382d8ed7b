#include "ingest/utf8.h"

#include <gtest/gtest.h>

namespace kho::ingest {
namespace {

TEST(Utf8, VietnameseAndFourByteCharactersAreValid) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("Độc lập - Tự do - Hạnh phúc \U0001F3DB"));
}

TEST(Utf8, SurrogatesOverlongFormsAndStrayBytesAreNot) {
  for (const char* text :
       {"\xED\xA0\x80", "\xC0\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\x80", "\xFF", "\xE1\xBA", "\xC3(", "\xF0\x9F\x8F("}) {
    EXPECT_EQ(valid_utf8_prefix(std::string("a") + text), 1U);
  }
}

TEST(Utf8, CutKeepsWholeCharacters) {
  std::string text = "aế";  // 1 and 3 bytes.
  for (const std::size_t bytes_max : {4U, 3U, 2U, 1U, 0U}) {
    cut_utf8(text, bytes_max);
    EXPECT_EQ(text, bytes_max == 4 ? "aế" : bytes_max > 0 ? "a" : "");
  }
}

TEST(Utf8, AppendedCodePointsAreValidEvenWhereTheyAreNotCharacters) {
  std::string text;
  for (const char32_t code_point :
       {U'a', U'đ', U'ế', U'\U0001F3DB', char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    append_utf8(text, code_point);
  }
  EXPECT_EQ(text, "ađế\U0001F3DB\uFFFD\uFFFD\uFFFD");
}

}  // namespace
}  // namespace kho::ingest

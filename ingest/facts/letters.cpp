#include "ingest/facts/letters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace kho::ingest {
namespace {

// A row: the vowel without tone, then huyền, hỏi, ngã, sắc, nặng.
constexpr std::size_t kTones = 6;
constexpr std::array<std::u32string_view, 24> kVowels = {
    U"aàảãáạ", U"ăằẳẵắặ", U"âầẩẫấậ", U"eèẻẽéẹ", U"êềểễếệ", U"iìỉĩíị", U"oòỏõóọ", U"ôồổỗốộ",
    U"ơờởỡớợ", U"uùủũúụ", U"ưừửữứự", U"yỳỷỹýỵ", U"AÀẢÃÁẠ", U"ĂẰẲẴẮẶ", U"ÂẦẨẪẤẬ", U"EÈẺẼÉẸ",
    U"ÊỀỂỄẾỆ", U"IÌỈĨÍỊ", U"OÒỎÕÓỌ", U"ÔỒỔỖỐỘ", U"ƠỜỞỠỚỢ", U"UÙỦŨÚỤ", U"ƯỪỬỮỨỰ", U"YỲỶỸÝỴ"};
constexpr std::array<char, 24> kPlainVowels = {'a', 'a', 'a', 'e', 'e', 'i', 'o', 'o',
                                               'o', 'u', 'u', 'y', 'A', 'A', 'A', 'E',
                                               'E', 'I', 'O', 'O', 'O', 'U', 'U', 'Y'};

// Combining marks in the order of the tones in a row; the first has none.
constexpr std::array<char32_t, kTones> kToneMarks = {0, 0x300, 0x309, 0x303, 0x301, 0x323};
constexpr char32_t kCircumflex = 0x302;
constexpr char32_t kBreve = 0x306;
constexpr char32_t kHorn = 0x31B;

// Capital and small letters of other alphabets that are drawn like Latin ones, and what OCR makes
// of Vietnamese letters in Latin-1.
constexpr std::u32string_view kLookalikes =
    U"АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοÄäËëÏïÖöÜüÅåÑñ";
constexpr std::u32string_view kLookedLike =
    U"ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXoAaEeIiOoUuAaNn";
static_assert(kLookalikes.size() == kLookedLike.size());

// 0xA1..0xFE: the letter, or U+0020.
constexpr std::u32string_view kTcvn3 =
    U"ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù "
    U"ủũúụừửữứựỳỷỹýỵ";
static_assert(kTcvn3.size() == 0xFE - 0xA1 + 1);

struct VowelPlace {
  std::size_t row = kVowels.size();  // kVowels.size(): no vowel.
  std::size_t tone = 0;
};

VowelPlace find_vowel(char32_t c) {
  for (std::size_t row = 0; row < kVowels.size(); ++row) {
    const std::size_t tone = kVowels[row].find(c);
    if (tone != std::u32string_view::npos) return {row, tone};
  }
  return {};
}

// Plain letters of U+0080..U+01FF and U+1E00..U+1EFF, made once: every character of a page asks.
struct PlainTable {
  PlainTable() {
    low.fill('*');
    high.fill('*');
    for (std::size_t row = 0; row < kVowels.size(); ++row) {
      for (const char32_t c : kVowels[row]) put(c, kPlainVowels[row]);
    }
    put(U'đ', 'd');
    put(U'Đ', 'D');
  }
  void put(char32_t c, char plain) {
    if (c >= 0x80 && c < 0x200) low[c - 0x80] = plain;
    if (c >= 0x1E00 && c < 0x1F00) high[c - 0x1E00] = plain;
  }
  std::array<char, 0x180> low{};
  std::array<char, 0x100> high{};
};

}  // namespace

char32_t clean_letter(char32_t c) {
  if (c < 0x80) return c;
  if (c == 0xD0 || c == 0x189) return U'Đ';
  if (c == 0xF0) return U'đ';
  if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F) return U' ';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return U'-';
  if (c == 0xAD || c == 0xFEFF || (c >= 0x200B && c <= 0x200F)) return 0;
  if (c == 0x2026) return U'.';
  if (c == 0x2028 || c == 0x2029 || c == 0x85) return U'\n';
  if (c == 0xFF1A) return U':';
  const std::size_t lookalike = kLookalikes.find(c);
  return lookalike == std::u32string_view::npos ? c : kLookedLike[lookalike];
}

char plain_letter(char32_t c) {
  static const PlainTable table;
  if (c < 0x80) return static_cast<char>(c);
  if (c < 0x200) return table.low[c - 0x80];
  if (c >= 0x1E00 && c < 0x1F00) return table.high[c - 0x1E00];
  return c == 0x201C || c == 0x201D ? '"' : c == 0x2018 || c == 0x2019 ? '\'' : '*';
}

char32_t composed(char32_t letter, char32_t mark) {
  const VowelPlace place = find_vowel(letter);
  if (place.row == kVowels.size()) return 0;
  const auto tone = std::find(kToneMarks.begin() + 1, kToneMarks.end(), mark);
  if (tone != kToneMarks.end()) {
    const auto column = static_cast<std::size_t>(tone - kToneMarks.begin());
    return place.tone == 0 ? kVowels[place.row][column] : 0;
  }
  const char32_t bare = kVowels[place.row][0];
  char32_t shaped = 0;
  for (const auto& [from, with, to] : {std::tuple{U'a', kCircumflex, U'â'},
                                       {U'e', kCircumflex, U'ê'},
                                       {U'o', kCircumflex, U'ô'},
                                       {U'A', kCircumflex, U'Â'},
                                       {U'E', kCircumflex, U'Ê'},
                                       {U'O', kCircumflex, U'Ô'},
                                       {U'a', kBreve, U'ă'},
                                       {U'A', kBreve, U'Ă'},
                                       {U'o', kHorn, U'ơ'},
                                       {U'O', kHorn, U'Ơ'},
                                       {U'u', kHorn, U'ư'},
                                       {U'U', kHorn, U'Ư'}}) {
    if (bare == from && mark == with) shaped = to;
  }
  return shaped == 0 ? 0 : kVowels[find_vowel(shaped).row][place.tone];
}

char32_t tcvn3_letter(char32_t c) {
  if (c < 0xA1 || c > 0xFE) return 0;
  const char32_t letter = kTcvn3[c - 0xA1];
  return letter == U' ' ? 0 : letter;
}

bool is_unicode_vietnamese(char32_t c) {
  return (c >= 0x1EA0 && c <= 0x1EF9) || c == U'ă' || c == U'Ă' || c == U'đ' || c == U'Đ' ||
         c == U'ơ' || c == U'Ơ' || c == U'ư' || c == U'Ư';
}

bool is_capital(char32_t c) {
  if (c < 0x80) return c >= U'A' && c <= U'Z';
  const char plain = plain_letter(c);
  return plain >= 'A' && plain <= 'Z';
}

}  // namespace kho::ingest

#include "ingest/text/legacy_font.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "ingest/text/vietnamese_letters.h"

namespace kho::ingest {
namespace {

// The longest syllable with a byte more for each of its vowels.
constexpr std::size_t kCharactersMax = 10;

struct Row {
  char folded;
  std::u16string_view characters;
};

constexpr std::array kTcvn3 = {Row{'a', u"¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË¡¢"},
                               Row{'e', u"ÐÌÎÏÑªÕÒÓÔÖ£"},
                               Row{'i', u"Ý×ØÜÞ"},
                               Row{'o', u"ãßáâä«èåæçé¬íêëìî¤¥"},
                               Row{'u', u"óïñòô\u00ADøõö÷ù¦"},
                               Row{'y', u"ýúûüþ"},
                               Row{'d', u"®§"}};

// VNI: letters of one character, and the second characters of those that have two.
constexpr std::array kVniSingle = {Row{'d', u"ñÑ"}, Row{'o', u"ôÔ"}, Row{'u', u"öÖ"},
                                   Row{'i', u"íìæóòÍÌÆÓÒ"}, Row{'y', u"îÎ"}};
constexpr std::u16string_view kVniSecond = u"ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË";

template <std::size_t kRows>
char folded_in(const std::array<Row, kRows>& rows, char32_t c) {
  for (const Row& row : rows) {
    if (c < 0x10000 && row.characters.find(static_cast<char16_t>(c)) != row.characters.npos) {
      return row.folded;
    }
  }
  return '\0';
}

bool is_vowel(char folded) {
  return std::string_view("aeiouy").find(folded) != std::string_view::npos;
}

bool is_tcvn3(std::u32string_view word) {
  std::string folded;
  for (const char32_t c : word) {
    const char letter = c < 0x80 ? folded_letter(c) : folded_in(kTcvn3, c);
    if (letter == '\0') return false;
    // A capital with a tone is the bare capital and the small letter with the tone.
    if (!folded.empty() && c >= 0x80 && folded.back() == letter && is_vowel(letter)) continue;
    folded += letter;
  }
  return is_folded_syllable(folded);
}

bool is_vni(std::u32string_view word) {
  std::string folded;
  for (const char32_t c : word) {
    const bool behind_vowel = !folded.empty() && is_vowel(folded.back());
    if (behind_vowel && c < 0x10000 &&
        kVniSecond.find(static_cast<char16_t>(c)) != kVniSecond.npos) {
      continue;
    }
    const char letter = c < 0x80 ? folded_letter(c) : folded_in(kVniSingle, c);
    if (letter == '\0') return false;
    folded += letter;
  }
  return is_folded_syllable(folded);
}

}  // namespace

bool is_legacy_font_word(std::u32string_view word) {
  if (word.empty() || word.size() > kCharactersMax) return false;
  if (std::ranges::all_of(word, [](char32_t c) { return folded_letter(c) != '\0'; })) return false;
  return is_tcvn3(word) || is_vni(word);
}

}  // namespace kho::ingest

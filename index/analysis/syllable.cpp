#include "index/analysis/syllable.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

// The digit of a tone mark (the numbering of VNI typing), or 0.
int tone_digit(UChar32 mark) {
  switch (mark) {
    case 0x0301:
      return 1;
    case 0x0300:
      return 2;
    case 0x0309:
      return 3;
    case 0x0303:
      return 4;
    case 0x0323:
      return 5;
    default:
      return 0;
  }
}

UChar32 without_stroke(UChar32 letter) {
  return letter == 0x0111 ? UChar32{'d'} : letter;  // đ does not decompose.
}

std::string with_tone(std::string toneless, int tone) {
  toneless += '~';
  toneless += static_cast<char>('0' + tone);
  return toneless;
}

// Any script, any marks.
WordTerms general_terms(const icu::UnicodeString& word) {
  const icu::UnicodeString letters = decompose(word);
  icu::UnicodeString toneless;
  icu::UnicodeString folded;
  int tone = 0;
  int tones = 0;
  for (std::int32_t i = 0; i < letters.length();) {
    const UChar32 c = letters.char32At(i);
    i += U16_LENGTH(c);
    if (const int digit = tone_digit(c); digit != 0) {
      tone = digit;
      ++tones;
      continue;
    }
    toneless.append(c);
    if (!is_mark(c)) folded.append(without_stroke(c));
  }
  WordTerms terms;
  terms.exact =
      tones == 1 ? with_tone(to_utf8(compose(toneless)), tone) : to_utf8(compose(letters));
  terms.folded = to_utf8(compose(folded));
  terms.has_marks = terms.exact != terms.folded;
  return terms;
}

// The same for one Latin letter, worked out once: nearly all words are of these letters only, and
// analysis is half the cost of indexing.
struct Letter {
  char16_t toneless = 0;
  char16_t folded = 0;
  std::uint8_t tone = 0;
  bool is_known = false;  // False: the letter takes general_terms().
};

// Latin up to Extended-B, and Latin Extended Additional, where most of Vietnamese is.
constexpr UChar32 kLowEnd = 0x0250;
constexpr UChar32 kHighBegin = 0x1E00;
constexpr UChar32 kHighEnd = 0x1F00;
using LetterTable = std::array<Letter, kLowEnd + kHighEnd - kHighBegin>;

LetterTable make_letters() {
  LetterTable table;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto index = static_cast<UChar32>(i);
    const UChar32 c = index < kLowEnd ? index : index - kLowEnd + kHighBegin;
    const icu::UnicodeString parts = decompose(icu::UnicodeString(c));
    icu::UnicodeString toneless;
    int tones = 0;
    for (std::int32_t j = 0; j < parts.length(); ++j) {
      const int digit = tone_digit(parts.charAt(j));
      if (digit == 0) {
        toneless.append(parts.charAt(j));
        continue;
      }
      table[i].tone = static_cast<std::uint8_t>(digit);
      ++tones;
    }
    toneless = compose(toneless);
    table[i].is_known = toneless.length() == 1 && tones <= 1;
    table[i].toneless = toneless.charAt(0);
    table[i].folded = static_cast<char16_t>(without_stroke(parts.charAt(0)));
  }
  return table;
}

const Letter* find_letter(char16_t unit) {
  static const LetterTable letters = make_letters();
  const Letter* letter = nullptr;
  if (unit < kLowEnd) {
    letter = &letters[unit];
  } else if (unit >= kHighBegin && unit < kHighEnd) {
    letter = &letters[std::size_t{unit} - kHighBegin + kLowEnd];
  }
  return letter != nullptr && letter->is_known ? letter : nullptr;
}

// Letters of the table are below U+2000.
void append_utf8(std::string& text, char16_t letter) {
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else if (letter < 0x800) {
    text += static_cast<char>(0xC0 | letter >> 6);
    text += static_cast<char>(0x80 | (letter & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | letter >> 12);
    text += static_cast<char>(0x80 | (letter >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (letter & 0x3F));
  }
}

}  // namespace

WordTerms word_terms(const icu::UnicodeString& word) {
  WordTerms terms;
  const char16_t* units = word.getBuffer();
  int tone = 0;
  int tones = 0;
  for (std::int32_t i = 0; i < word.length(); ++i) {
    const Letter* letter = find_letter(units[i]);
    if (letter == nullptr) return general_terms(word);
    append_utf8(terms.exact, letter->toneless);
    append_utf8(terms.folded, letter->folded);
    if (letter->tone == 0) continue;
    tone = letter->tone;
    ++tones;
  }
  if (tones == 1) terms.exact = with_tone(std::move(terms.exact), tone);
  if (tones > 1) terms.exact = to_utf8(word);
  terms.has_marks = terms.exact != terms.folded;
  return terms;
}

}  // namespace kho::index

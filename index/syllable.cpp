#include "index/syllable.h"

#include "index/utf16.h"

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

bool is_ascii(const icu::UnicodeString& word) {
  for (std::int32_t i = 0; i < word.length(); ++i) {
    if (word.charAt(i) >= 0x80) return false;
  }
  return true;
}

}  // namespace

WordTerms word_terms(const icu::UnicodeString& word) {
  if (is_ascii(word)) {
    std::string term = to_utf8(word);
    return {term, term, false};
  }

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
    if (!is_mark(c)) folded.append(c == 0x0111 ? UChar32{'d'} : c);  // đ does not decompose.
  }

  WordTerms terms;
  if (tones == 1) {
    terms.exact = to_utf8(compose(toneless)) + "~" + static_cast<char>('0' + tone);
  } else {
    terms.exact = to_utf8(compose(letters));
  }
  terms.folded = to_utf8(compose(folded));
  terms.has_marks = terms.exact != terms.folded;
  return terms;
}

}  // namespace kho::index

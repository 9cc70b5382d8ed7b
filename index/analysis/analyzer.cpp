#include "index/analysis/analyzer.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <utility>

#include "index/analysis/utf16.h"

namespace kho::index {

bool is_word_character(UChar32 c) {
  if (c < 0x80) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  }
  return u_isalnum(c) || is_mark(c);
}

std::vector<Word> words_of(const icu::UnicodeString& text) {
  std::vector<Word> words;
  std::uint32_t position = 0;
  const char16_t* units = text.getBuffer();
  const std::int32_t length = text.length();
  for (std::int32_t i = 0; i < length;) {
    Word word;
    word.begin = i;
    UChar32 first = 0;
    U16_NEXT(units, i, length, first);
    if (!is_word_character(first) || is_mark(first)) continue;
    word.end = i;
    while (i < length) {
      UChar32 c = 0;
      U16_NEXT(units, i, length, c);
      if (!is_word_character(c)) break;
      word.end = i;
    }
    i = word.end;
    word.position = position++;
    // A UTF-16 unit is at least one byte of UTF-8: do not even analyse a long blob.
    if (static_cast<std::size_t>(word.end - word.begin) > kWordBytesMax) continue;
    word.terms = word_terms(text.tempSubStringBetween(word.begin, word.end));
    if (word.terms.exact.size() > kWordBytesMax || word.terms.folded.empty()) continue;
    words.push_back(std::move(word));
  }
  return words;
}

std::string folded_pair(const Word& first, const Word& second) {
  if (second.position != first.position + 1) return {};
  return first.terms.folded + " " + second.terms.folded;
}

}  // namespace kho::index

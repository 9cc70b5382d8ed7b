#include "index/analysis/analyzer.h"

#include <unicode/uchar.h>

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
  const std::int32_t length = text.length();
  for (std::int32_t i = 0; i < length;) {
    const UChar32 first = text.char32At(i);
    if (!is_word_character(first) || is_mark(first)) {
      i += U16_LENGTH(first);
      continue;
    }
    Word word;
    word.begin = i;
    while (i < length) {
      const UChar32 c = text.char32At(i);
      if (!is_word_character(c)) break;
      i += U16_LENGTH(c);
    }
    word.end = i;
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

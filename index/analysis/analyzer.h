// index/analysis/analyzer.h - From text to words with their positions, for documents and queries.
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/syllable.h"

namespace kho::index {

// A longer word is no word (a key, an encoded blob): it is left out, and keeps its position. Two
// words and a prefix then fit the 245 bytes of a Xapian term.
inline constexpr std::size_t kWordBytesMax = 64;

struct Word {
  WordTerms terms;
  std::uint32_t position = 0;  // 0 for the first word of the text.
  std::int32_t begin = 0;      // Where it stands in the text: UTF-16 units, [begin, end).
  std::int32_t end = 0;
};

// The words of `text`, which is as in lower() of text.h. A word is a maximal run of letters
// and decimal digits of any script, with the marks that follow them.
[[nodiscard]] std::vector<Word> words_of(const icu::UnicodeString& text);

// The folded forms of two words that follow each other, joined by a blank; empty where another
// word stands between them.
[[nodiscard]] std::string folded_pair(const Word& first, const Word& second);

// True for a character that may stand in a word.
[[nodiscard]] bool is_word_character(UChar32 c);

}  // namespace kho::index

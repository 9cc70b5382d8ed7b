// index/query/word_run.h - What a run of words of a query asks for.
//
//   word     a document with its folded form, in any part, has it. A word typed with marks weighs
//            most where it is written the same; typed without, all its readings weigh alike, and
//            the bare spelling a little more.
//   number   one written with a slash: its words, or a mention of it, misread by OCR or not.
//   day      a day or month, however it is written.
//   personal number   a text that holds it, or its owner's papers; `***234` by its last digits.
//
// Internal to index/. Thread-confined. Errors: Xapian::Error.
#pragma once

#include <unicode/unistr.h>
#include <xapian.h>

#include <cstdint>
#include <string>
#include <vector>

#include "index/analysis/analyzer.h"
#include "index/query.h"

namespace kho::index {

// One thing that is asked for.
struct Need {
  Xapian::Query match;     // What has it.
  Xapian::Query strictly;  // What has it just so: of a word typed with marks, as it is written.
  std::string word;        // Its folded form, where it is one word of letters; else empty.
  std::int32_t begin = 0;  // Of the word, in WordRun::text.
  std::int32_t end = 0;
};

// Needs that one short word stands for: [first, last] of WordRun::needs.
struct ShortForm {
  std::size_t first = 0;
  std::size_t last = 0;
  Xapian::Query match;  // Of the abbreviation.
};

struct WordRun {
  icu::UnicodeString text;  // The run, in lower case.
  std::vector<Need> needs;
  std::vector<ShortForm> short_forms;
  std::vector<Xapian::Query> boosts;  // Only add weight.
  // Documents that are meant though they lack words: those of a number, of a name by initials.
  std::vector<Xapian::Query> by_themselves;
  Sought sought;
  std::size_t word_count = 0;  // Those said twice included.
};

// `text` is as in clean() of analysis/text.h. `is_alone`: the query asks for nothing else, so that
// it may be a name.
[[nodiscard]] WordRun read_run(const icu::UnicodeString& text, const Query& query, bool is_alone);

// A word or phrase as a query of its own, and what it looks for.
[[nodiscard]] Xapian::Query match_word(const WordTerms& word);
[[nodiscard]] std::vector<SoughtWord> sought_words(const std::vector<Word>& words);

}  // namespace kho::index

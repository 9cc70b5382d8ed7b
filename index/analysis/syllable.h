// index/analysis/syllable.h - The two terms of one word: as written, and without diacritics.
//
// Vietnamese writes one syllable a word; a syllable carries at most one tone mark. Where the mark
// stands is a matter of style (hoà, hòa) and of typing errors (vịêt for việt), so the exact term
// takes the tone out of the letters and puts it behind them as a digit. This needs no table of
// rules for the placement of tones.
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <string>

namespace kho::index {

struct WordTerms {
  // The letters without their tone, in NFC, then "~" and the tone: 1 sắc (á), 2 huyền (à),
  // 3 hỏi (ả), 4 ngã (ã), 5 nặng (ạ): "hoà" and "hòa" are "hoa~2". A word without a tone, or with
  // more than one, is itself. "~" occurs in no word, so that "a1" and "á" stay apart.
  std::string exact;
  std::string folded;      // As fold() of text.h.
  bool has_marks = false;  // The word has a tone, a quality (â, ơ) or a đ: it is not its folded.
};

// `word` is a run of letters, digits and marks as in lower() of text.h.
[[nodiscard]] WordTerms word_terms(const icu::UnicodeString& word);

}  // namespace kho::index

// index/analysis/ocr_noise.h - Lines that OCR made of stamps, signatures and dirt.
//
// OCR reads something everywhere. What it reads where no text is looks like this:
//   k ä- nà sh ng m" - v à ng        | “ h `        kh va th rà hhhg)        š.l
// fragments of one to three letters that are no words, letters that Vietnamese has not, the same
// letter in a row, quotation marks and accents by themselves. Such lines fill an index with words
// that nobody looks for and that near-matches then find.
//
// In doubt a line is text: one that is lost is found no more. So never noise are lines of numbers,
// codes and abbreviations, lines with as many words as fragments, and other languages.
//
// Internal to index/. Thread-safe; any text; linear.
#pragma once

#include <unicode/unistr.h>

#include <vector>

#include "index/analysis/analyzer.h"

namespace kho::index {

// `line` is one line, as in lower() of text.h. A line without letters is no noise: it has nothing
// to leave out but numbers.
[[nodiscard]] bool is_ocr_noise(const icu::UnicodeString& line);

// Which of `words`, those of `text`, do not stand in such a line: the same for a page whose words
// are known already.
[[nodiscard]] std::vector<Word> without_ocr_noise(const icu::UnicodeString& text,
                                                  std::vector<Word> words);

}  // namespace kho::index

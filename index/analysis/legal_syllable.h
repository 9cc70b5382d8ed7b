// index/analysis/legal_syllable.h - Which syllables Vietnamese spelling allows.
//
// A syllable is an onset (none, b, c, ... x), a rhyme and a tone. Not every onset goes with every
// rhyme: c, k and q share one sound and divide the rhymes between them, g and ng take an h before
// i, e and ê, lips do not round twice (no "boa"), and a syllable that ends in c, ch, p or t has
// one of two tones. About 6,000 written syllables are in use; the rules allow some 17,000. A word
// that breaks them is foreign, an abbreviation, misread by OCR or in another encoding.
//
// The spellings of one sound that are both in use are both legal: kỹ and kĩ, quy and qui. Syllables
// of other languages of the country that official names keep (Đắk, Kon) are not.
//
// Source: the rules of quốc ngữ orthography as in schoolbooks; the tables are in the .cpp.
//
// Internal to index/. Thread-safe; allocates nothing, well below a microsecond; any bytes.
#pragma once

#include <string_view>

namespace kho::index {

// `exact` is as WordTerms::exact: letters in lower case and NFC without their tone, and "~1".."~5"
// where there is one. After c, ch, p or t: sắc, nặng, or none, so that a word typed without its
// tone passes.
[[nodiscard]] bool is_legal_syllable(std::string_view exact);

}  // namespace kho::index

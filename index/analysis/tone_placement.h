// index/analysis/tone_placement.h - From the exact term of a word back to the word as it is
// written.
//
// Where a syllable has several vowels, the tone stands, in the old style that nine in ten texts of
// the government follow:
//   - on a vowel with a quality, the last one where there are two: huệ, thuở, đường, yến, chuối;
//   - else, before a final consonant, on the last vowel: hoàng, toán, quýt;
//   - else on the first of two, the second of three: hòa, thúy, của, khuỷu, ngoài.
// The u of qu and the i of gi before another vowel belong to the onset: quý, giá, but gì.
//
// Internal to index/. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace kho::index {

// UTF-8 in NFC: "hoa~2" is "hòa". `exact` is as WordTerms::exact; one without a tone is itself.
// Where the word is no Vietnamese syllable, the last run of vowels bears the tone, and without
// vowels the last letter: word_terms() of the result has `exact` again, whatever it was.
[[nodiscard]] std::string spelled(std::string_view exact);

}  // namespace kho::index

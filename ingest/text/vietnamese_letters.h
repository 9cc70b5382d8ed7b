// ingest/text/vietnamese_letters.h - Which letters Vietnamese has, and which runs of them are
// syllables.
//
// For judging whether a text is one at all, so looser than spelling: qualities and tones are folded
// away (ơ, ớ, Ớ are o), and any onset goes with any rhyme. The index has the strict rules.
//
// Thread-safe; allocates nothing; any code points.
#pragma once

#include <string_view>

namespace kho::ingest {

// The small ASCII letter of a letter of Vietnamese or English: a of Ậ, d of Đ; 0 for all others.
[[nodiscard]] char folded_letter(char32_t letter);

// Whether `folded`, small ASCII letters, is what a Vietnamese syllable folds to: "nghieng".
[[nodiscard]] bool is_folded_syllable(std::string_view folded);

}  // namespace kho::ingest

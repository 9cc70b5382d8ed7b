// index/analysis/iy_variant.h - The other spelling of a word that is written with i or with y.
//
// kỹ and kĩ, quý and quí are one word each: a decree of 1984 and the habits of offices disagree.
// After v, n, d and others the letters part names (Vỹ is not Vĩ), and before a final consonant or
// beside another vowel they part sounds (tai, tay).
//
// Internal to index/. Thread-safe.
#pragma once

#include <optional>

#include "index/analysis/syllable.h"

namespace kho::index {

// The terms of `word` with y for i or i for y, its tone kept; nullopt unless the word is h, k, l,
// m, s, t or qu and one of the two letters. To be searched at a low weight, and never in names.
[[nodiscard]] std::optional<WordTerms> iy_variant(const WordTerms& word);

}  // namespace kho::index

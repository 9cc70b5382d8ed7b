// index/analysis/abbreviations.h - The abbreviations that offices write, and what they stand for.
//
// They are written in capitals (UBND; a few end in a small letter: TTg), often with D for Đ. For
// queries, both ways and at a low weight: who looks for "thủ tục hành chính" also wants TTHC.
//
// Sources: the notations of Nghị định 30/2020/NĐ-CP and of Thông tư 01/2011/TT-BNV, and usage.
//
// Internal to index/. Thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kho::index {

struct Abbreviation {
  std::string_view shorter;  // As it is written, with its Đ.
  std::string_view longer;   // UTF-8 in NFC, words with one blank between them, no punctuation.
};

// All of them, by subject. One `shorter` may have several rows, the most usual first; so may a
// `longer`.
[[nodiscard]] std::span<const Abbreviation> abbreviations();

// No `longer` has more words.
inline constexpr std::size_t kAbbreviationWordsMax = 8;

// What `capitals`, one word as in clean() of text.h, stands for, in the order of the table. D may
// stand for Đ, and a capital for the small letter of TTg; words in small letters are none.
[[nodiscard]] std::vector<std::string_view> expansions_of(std::string_view capitals);

// The first abbreviation of a run of 2..kAbbreviationWordsMax words, each as WordTerms::folded; ""
// where the run is not exactly what one stands for.
[[nodiscard]] std::string_view abbreviation_of(std::span<const std::string> folded_words);

}  // namespace kho::index

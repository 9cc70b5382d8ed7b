// index/analysis/word_scan.h - Where the words of a UTF-8 text stand, and what they fold to, fast.
//
// The words are those of words_of() (analyzer.h), but nothing is made of them: a word is told by a
// hash of its folded form. For looking through many pages at once.
//
// Internal to index/. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kho::index {

struct ScannedWord {
  std::size_t begin = 0;  // Bytes, [begin, end).
  std::size_t end = 0;
  std::uint64_t hash = 0;  // hash_of_folded() of its folded form.
};

[[nodiscard]] std::vector<ScannedWord> scan_words(std::string_view utf8);

// `folded` is as in WordTerms::folded (syllable.h).
[[nodiscard]] std::uint64_t hash_of_folded(std::string_view folded);

}  // namespace kho::index

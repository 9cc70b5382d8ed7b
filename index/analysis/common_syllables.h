// index/analysis/common_syllables.h - The syllables that nearly every Vietnamese text has.
//
// Internal to index/. Thread-safe.
#pragma once

#include <string_view>

namespace kho::index {

// True for some 750 syllables with marks, nine in ten of the words with marks of laws and of news.
// `exact` is as WordTerms::exact.
[[nodiscard]] bool is_common_syllable(std::string_view exact);

}  // namespace kho::index

#include "index/analysis/iy_variant.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace kho::index {
namespace {

constexpr std::string_view kOnsetLetters = "hklmst";

// The place of the letter to exchange; npos where there is none.
std::size_t exchanged(std::string_view folded) {
  const bool one = folded.size() == 2 && kOnsetLetters.find(folded[0]) != std::string_view::npos;
  const bool qu = folded.size() == 3 && folded.starts_with("qu");
  if (!one && !qu) return std::string_view::npos;
  return folded.back() == 'i' || folded.back() == 'y' ? folded.size() - 1 : std::string_view::npos;
}

}  // namespace

std::optional<WordTerms> iy_variant(const WordTerms& word) {
  const std::size_t place = exchanged(word.folded);
  // Before the tone, the exact form must be these letters too: "kï" is no Vietnamese.
  if (place == std::string_view::npos || !word.exact.starts_with(word.folded)) return std::nullopt;
  const char other = word.folded[place] == 'i' ? 'y' : 'i';
  WordTerms variant = word;
  variant.exact[place] = other;
  variant.folded[place] = other;
  return variant;
}

}  // namespace kho::index

#include "index/analysis/word_scan.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>

#include "index/analysis/analyzer.h"
#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

constexpr std::uint64_t kHashBegin = 0xcbf29ce484222325ULL;  // FNV-1a
constexpr std::uint64_t kHashFactor = 0x100000001b3ULL;

enum class Part : std::uint8_t { kOther, kLetter, kIgnored };  // In words, but not of their form.

// What one character is to words, and what it folds to.
struct Character {
  Part part = Part::kOther;
  std::array<char16_t, 2> folded = {};  // Up to two units; 0: none.
};

Character look_at(UChar32 c) {
  Character character;
  const icu::UnicodeString cleaned = lowered(clean(icu::UnicodeString(c)));
  if (cleaned.isEmpty() || is_mark(c)) {
    character.part = Part::kIgnored;
    return character;
  }
  if (!is_word_character(cleaned.char32At(0))) return character;
  character.part = Part::kLetter;
  const icu::UnicodeString folded = from_utf8(word_terms(cleaned).folded);
  for (std::int32_t i = 0; i < folded.length() && i < 2; ++i) {
    character.folded[static_cast<std::size_t>(i)] = folded.charAt(i);
  }
  return character;
}

// Latin, combining marks, Vietnamese, general punctuation: nearly all that is met.
constexpr UChar32 kLowEnd = 0x0370;
constexpr UChar32 kHighBegin = 0x1E00;
constexpr UChar32 kHighEnd = 0x2070;

const Character& known(UChar32 c) {
  static const auto table = [] {
    std::array<Character, kLowEnd + kHighEnd - kHighBegin> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      const auto index = static_cast<UChar32>(i);
      made[i] = look_at(index < kLowEnd ? index : index - kLowEnd + kHighBegin);
    }
    return made;
  }();
  return table[static_cast<std::size_t>(c < kLowEnd ? c : c - kHighBegin + kLowEnd)];
}

void mix(std::uint64_t& hash, char16_t unit) { hash = (hash ^ unit) * kHashFactor; }

}  // namespace

std::vector<ScannedWord> scan_words(std::string_view utf8) {
  std::vector<ScannedWord> words;
  ScannedWord word;
  bool inside = false;
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, size, c);
    const bool is_common = c < kLowEnd || (c >= kHighBegin && c < kHighEnd);
    const Character character = is_common ? known(c) : look_at(c);
    if (character.part == Part::kOther) {
      if (inside) words.push_back(word);
      inside = false;
      continue;
    }
    if (character.part == Part::kLetter) {
      if (!inside) word = {static_cast<std::size_t>(begin), 0, kHashBegin};
      inside = true;
      for (const char16_t unit : character.folded) {
        if (unit != 0) mix(word.hash, unit);
      }
    }
    if (inside) word.end = static_cast<std::size_t>(i);
  }
  if (inside) words.push_back(word);
  return words;
}

std::uint64_t hash_of_folded(std::string_view folded) {
  std::uint64_t hash = kHashBegin;
  const icu::UnicodeString units = from_utf8(folded);
  for (std::int32_t i = 0; i < units.length(); ++i) mix(hash, units.charAt(i));
  return hash;
}

}  // namespace kho::index

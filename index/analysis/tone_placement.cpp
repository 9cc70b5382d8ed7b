#include "index/analysis/tone_placement.h"

#include <unicode/unistr.h>

#include <array>
#include <cstdint>

#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

constexpr std::array<char16_t, 5> kToneMarks = {0x0301, 0x0300, 0x0309, 0x0303, 0x0323};

constexpr std::u16string_view kPlainVowels = u"aeiouy";
constexpr std::u16string_view kVowelsWithQuality = u"ăâêôơư";

bool is_plain_vowel(char16_t c) { return kPlainVowels.find(c) != std::u16string_view::npos; }
bool has_quality(char16_t c) { return kVowelsWithQuality.find(c) != std::u16string_view::npos; }
bool is_vowel(char16_t c) { return is_plain_vowel(c) || has_quality(c); }

// Where the onset of `letters` takes up a vowel letter: the place behind it; else 0.
std::int32_t after_vowel_of_onset(const icu::UnicodeString& letters) {
  if (letters.length() < 3 || !is_vowel(letters.charAt(2))) return 0;
  return letters.startsWith(u"qu") || letters.startsWith(u"gi") ? 2 : 0;
}

// The letter that bears the tone. Beyond the last: letters.length() - 1 is the least that is given.
std::int32_t bearer_of(const icu::UnicodeString& letters) {
  const std::int32_t bound = after_vowel_of_onset(letters);
  std::int32_t end = letters.length();
  while (end > bound && !is_vowel(letters.charAt(end - 1))) --end;
  std::int32_t begin = end;
  while (begin > bound && is_vowel(letters.charAt(begin - 1))) --begin;
  if (begin == end) return letters.length() - 1;
  for (std::int32_t i = end; i-- > begin;) {
    if (has_quality(letters.charAt(i))) return i;
  }
  if (end < letters.length()) return end - 1;
  return end - begin < 3 ? begin : begin + 1;
}

}  // namespace

std::string spelled(std::string_view exact) {
  const std::size_t size = exact.size();
  if (size < 3 || exact[size - 2] != '~' || exact[size - 1] < '1' || exact[size - 1] > '5') {
    return std::string(exact);
  }
  icu::UnicodeString letters = from_utf8(exact.substr(0, size - 2));
  const std::int32_t behind = letters.moveIndex32(bearer_of(letters), 1);
  letters.insert(behind, kToneMarks[static_cast<std::size_t>(exact[size - 1] - '1')]);
  return to_utf8(compose(letters));
}

}  // namespace kho::index

#include "index/analysis/text.h"

#include "index/analysis/analyzer.h"
#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"

namespace kho::index {

std::string nfc(std::string_view utf8) { return to_utf8(compose(from_utf8(utf8))); }

std::string clean(std::string_view utf8) { return to_utf8(clean(from_utf8(utf8))); }

std::string lower(std::string_view utf8) { return to_utf8(lower_clean(utf8)); }

std::string fold(std::string_view utf8) {
  const icu::UnicodeString letters = decompose(lower_clean(utf8));
  icu::UnicodeString folded(letters.length(), 0, 0);
  for (std::int32_t i = 0; i < letters.length();) {
    const UChar32 c = letters.char32At(i);
    i += U16_LENGTH(c);
    if (is_mark(c)) continue;
    folded.append(c == 0x0111 ? UChar32{'d'} : c);  // đ has no decomposition.
  }
  return to_utf8(compose(folded));
}

std::string name_key(std::string_view utf8) {
  const icu::UnicodeString text = lower_clean(utf8);
  std::string key;
  bool blank = false;
  for (std::int32_t i = 0; i < text.length();) {
    std::int32_t end = i;
    while (end < text.length() && is_word_character(text.char32At(end))) {
      end += U16_LENGTH(text.char32At(end));
    }
    const bool word = end > i;
    const UChar32 c = text.char32At(i);
    if (!word) end += U16_LENGTH(c);
    if (!word && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      blank = true;
    } else {
      if (blank && !key.empty()) key.push_back(' ');
      blank = false;
      const icu::UnicodeString part = text.tempSubStringBetween(i, end);
      // A single "~" stands before a tone, and nowhere else.
      key += word ? word_terms(part).exact : c == '~' ? std::string("~~") : to_utf8(part);
    }
    i = end;
  }
  return key;
}

}  // namespace kho::index

#include "index/text.h"

#include "index/utf16.h"

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

}  // namespace kho::index

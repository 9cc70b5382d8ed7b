#include "index/analysis/utf16.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <cassert>
#include <new>

namespace kho::index {
namespace {

constexpr UChar32 kDropped = -1;

// One character of clean(): its replacement, or kDropped.
UChar32 clean_character(UChar32 c) {
  if (c < 0x80) return c;
  switch (c) {
    case 0x00D0:  // Icelandic Eth: what many keyboards and fonts give for Đ.
    case 0x0189:  // African D.
      return 0x0110;
    case 0x00F0:
    case 0x0256:
      return 0x0111;
    case 0x00AD:  // Soft hyphen.
    case 0x200B:  // Zero-width space, non-joiner, joiner, direction marks.
    case 0x200C:
    case 0x200D:
    case 0x200E:
    case 0x200F:
    case 0x2060:  // Word joiner.
    case 0xFEFF:  // Byte-order mark.
      return kDropped;
    case 0x2212:  // Minus.
      return '-';
    case 0x2044:  // Fraction, division and full-width slash.
    case 0x2215:
    case 0xFF0F:
      return '/';
    default:
      break;
  }
  switch (u_charType(c)) {
    case U_DASH_PUNCTUATION:
      return '-';
    case U_SPACE_SEPARATOR:
      return ' ';
    default:
      return c;
  }
}

// ICU's data is linked into its library, so that these fail for want of memory only.
const icu::Normalizer2& normalizer(const icu::Normalizer2* (*instance)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = instance(status);
  if (U_FAILURE(status)) throw std::bad_alloc();
  return *found;
}

icu::UnicodeString normalize(const icu::Normalizer2& form, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  // Nearly all text is: to see that is several times as fast as to write it anew.
  if (form.spanQuickCheckYes(text, status) == text.length() && U_SUCCESS(status)) return text;
  icu::UnicodeString result = form.normalize(text, status);
  if (U_FAILURE(status)) throw std::bad_alloc();
  return result;
}

}  // namespace

icu::UnicodeString from_utf8(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

// Asked for once: looked up without a call into ICU, and ordered between threads where a thread
// sanitizer can see it.
icu::UnicodeString compose(const icu::UnicodeString& text) {
  static const icu::Normalizer2& nfc = normalizer(icu::Normalizer2::getNFCInstance);
  return normalize(nfc, text);
}

icu::UnicodeString decompose(const icu::UnicodeString& text) {
  static const icu::Normalizer2& nfd = normalizer(icu::Normalizer2::getNFDInstance);
  return normalize(nfd, text);
}

icu::UnicodeString clean(const icu::UnicodeString& text) {
  // Most text has nothing to be cleaned: only what is behind its first such character is copied
  // piece by piece.
  const char16_t* units = text.getBuffer();
  std::int32_t same = 0;
  while (same < text.length()) {
    UChar32 c = 0;
    std::int32_t next = same;
    U16_NEXT(units, next, text.length(), c);
    if (clean_character(c) != c) break;
    same = next;
  }
  if (same == text.length()) return compose(text);
  // Characters first, normal form last: a dropped character may stand between a letter and its
  // mark.
  icu::UnicodeString cleaned(text.length(), 0, 0);
  cleaned.append(text, 0, same);
  for (std::int32_t i = same; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    const UChar32 replacement = clean_character(c);
    if (replacement != kDropped) cleaned.append(replacement);
  }
  return compose(cleaned);
}

icu::UnicodeString lowered(icu::UnicodeString text) {
  text.toLower(icu::Locale::getRoot());
  return text;
}

icu::UnicodeString lower_clean(std::string_view utf8) { return lowered(clean(from_utf8(utf8))); }

bool is_mark(UChar32 c) { return c >= 0x80 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

}  // namespace kho::index

#include "index/analysis/legacy_reading.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "index/analysis/legacy_code_tables.h"
#include "index/analysis/legal_syllable.h"
#include "index/analysis/syllable.h"

namespace kho::index {
namespace {

constexpr std::size_t kSyllableCharactersMax = 10;  // With what typography puts around it.

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_capital(char32_t c) { return u_isupper(static_cast<UChar32>(c)) != 0; }
char32_t small_of(char32_t c) { return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))); }
char32_t capital_of(char32_t c) {
  return static_cast<char32_t>(u_toupper(static_cast<UChar32>(c)));
}

// The vowels, each before its forms with a tone.
constexpr std::array<std::u16string_view, 12> kTonedVowels = {
    u"aáàảãạ", u"ăắằẳẵặ", u"âấầẩẫậ", u"eéèẻẽẹ", u"êếềểễệ", u"iíìỉĩị",
    u"oóòỏõọ", u"ôốồổỗộ", u"ơớờởỡợ", u"uúùủũụ", u"ưứừửữự", u"yýỳỷỹỵ"};

// True where `toned` is the small vowel `vowel` with a tone.
bool is_toned(char32_t vowel, char32_t toned) {
  return std::any_of(kTonedVowels.begin(), kTonedVowels.end(), [&](std::u16string_view forms) {
    return forms[0] == vowel && forms.find(static_cast<char16_t>(toned), 1) != forms.npos;
  });
}

// True for a letter beyond ASCII: no sign, and nothing that typography puts around words.
bool is_high_letter(char32_t c) { return c >= 0xC0 && c < 0x2000; }

void keep(LegacyReading& reading, char32_t c) {
  reading.is_complete = reading.is_complete && !is_high_letter(c);
  reading.text.push_back(c);
}

LegacyReading tcvn3_reading(std::u32string_view word, ShownCase shown) {
  LegacyReading reading;
  for (const char32_t c : word) {
    const char32_t letter = c < 0x100 ? kTcvn3Letters[c] : U'\0';
    if (letter == 0) {
      keep(reading, c);
      continue;
    }
    std::u32string& text = reading.text;
    if (!text.empty() && is_capital(text.back()) && is_toned(small_of(text.back()), letter)) {
      text.back() = capital_of(letter);  // A capital and the small letter with its tone are one.
    } else {
      text.push_back(shown == ShownCase::kCapitals ? capital_of(letter) : letter);
    }
  }
  return reading;
}

LegacyReading vni_reading(std::u32string_view word) {
  LegacyReading reading;
  for (const char32_t c : word) {
    if (is_high_letter(c) && !reading.text.empty()) {
      const char32_t base = reading.text.back();
      const char16_t letter = base < 0x10000 ? vni_pair(static_cast<char16_t>(small_of(base)),
                                                        static_cast<char16_t>(small_of(c)))
                                             : u'\0';
      if (letter != 0) {
        reading.text.back() = is_capital(base) ? capital_of(letter) : letter;
        continue;
      }
    }
    if (const char16_t single = c < 0x100 ? kVniLetters[c] : u'\0'; single != 0) {
      reading.text.push_back(single);
    } else {
      keep(reading, c);
    }
  }
  return reading;
}

LegacyReading viscii_reading(std::u32string_view word) {
  LegacyReading reading;
  for (const char32_t c : word) {
    if (const char16_t letter = kVisciiLetters[legacy_byte(c)]; letter != 0) {
      reading.text.push_back(letter);
    } else {
      keep(reading, c);
    }
  }
  return reading;
}

// Without what typography puts around it.
std::u32string_view bare(std::u32string_view word) {
  while (!word.empty() && is_typographic(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_typographic(word.back())) word.remove_suffix(1);
  return word;
}

}  // namespace

std::u32string read_utf8(std::string_view utf8) {
  std::u32string text;
  text.reserve(utf8.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, utf8.size(), c);
    if (c >= 0) {
      text.push_back(static_cast<char32_t>(c));
    } else {
      for (std::size_t j = begin; j < i; ++j) text.push_back(kMalformed + bytes[j]);
    }
  }
  return text;
}

void write_utf8(std::u32string_view text, std::string& utf8) {
  for (const char32_t c : text) {
    if (c >= kMalformed && c < kMalformed + 0x100) {
      utf8.push_back(static_cast<char>(c - kMalformed));
      continue;
    }
    std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
    std::size_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, c);
    utf8.append(reinterpret_cast<const char*>(bytes.data()), size);
  }
}

bool is_typographic(char32_t c) {
  return (c >= 0x2010 && c <= 0x203A) || c == 0x20AC || c == 0x2122;
}

bool is_legacy_word_character(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || (c < 0x20 && kVisciiLetters[c] != 0);
  return c != 0xA0 && c != 0xFEFF && !(c >= 0x2000 && c <= 0x200B) && c != 0x3000;
}

LegacyReading legacy_reading(std::u32string_view word, LegacyEncoding encoding, ShownCase shown) {
  switch (encoding) {
    case LegacyEncoding::kTcvn3:
      return tcvn3_reading(word, shown);
    case LegacyEncoding::kVni:
      return vni_reading(word);
    case LegacyEncoding::kViscii: {
      // Its capitals look like typography: what stands around a word is that where the word is a
      // syllable without it.
      LegacyReading whole = viscii_reading(word);
      const std::u32string_view inner = bare(word);
      if (inner.size() == word.size() || !legal_exact(whole.text).empty()) return whole;
      LegacyReading inside = viscii_reading(inner);
      if (legal_exact(inside.text).empty()) return whole;
      inside.text.insert(0, word.data(), static_cast<std::size_t>(inner.data() - word.data()));
      inside.text.append(word.substr(inside.text.size()));
      return inside;
    }
    case LegacyEncoding::kNone:
      break;
  }
  return {std::u32string(word), true};
}

std::string legal_exact(std::u32string_view word) {
  word = bare(word);
  if (word.empty() || word.size() > kSyllableCharactersMax) return {};
  icu::UnicodeString letters;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i > 0 && is_capital(word[i]) && !is_capital(word[i - 1])) return {};
    const char32_t c = word[i] == U'Ð' ? U'đ' : small_of(word[i]);  // As clean() of text.h.
    if (c >= 0x2000 || (c >= 0x80 && c < 0xC0)) return {};          // No Vietnamese letter.
    letters.append(static_cast<UChar32>(c));
  }
  std::string exact = word_terms(letters).exact;
  return is_legal_syllable(exact) ? exact : std::string();
}

bool lacks_tone(std::string_view exact) {
  return exact.ends_with('c') || exact.ends_with('p') || exact.ends_with('t') ||
         exact.ends_with("ch");
}

}  // namespace kho::index

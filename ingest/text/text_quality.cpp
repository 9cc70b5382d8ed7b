#include "ingest/text/text_quality.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "ingest/text/legacy_font.h"
#include "ingest/text/vietnamese_letters.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kBytesMax = 200'000;

// A page with a picture larger than a stamp's and fewer characters than this has a stamp, a page
// header or a watermark for a text. The stamp of a digital signature has up to some 250.
constexpr double kPictureCoverage = 0.15;
constexpr std::size_t kCharactersOfStamp = 400;

constexpr double kUnreadableMost = 0.05;   // Of all characters.
constexpr double kImplausibleMost = 0.35;  // Of the words that can be judged.
constexpr std::size_t kWordsToJudge = 8;
constexpr double kLegacyLeast = 0.3;  // Of the words with a character beyond ASCII.
constexpr std::size_t kLegacyWordsLeast = 3;

// Decodes valid UTF-8; U+FFFD for each byte that is not.
std::u32string code_points(std::string_view text) {
  std::u32string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!is_utf8(text.substr(0, bytes))) {
      result += U'\uFFFD';
      text.remove_prefix(1);
      continue;
    }
    char32_t c = bytes == 1 ? lead : lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
      c = c << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    result += c;
    text.remove_prefix(bytes);
  }
  return result;
}

bool is_space(char32_t c) {
  return c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) ||
         c == 0x3000 || c == 0xFEFF;
}

// Nothing that a text has: the replacement character, controls, private use, noncharacters.
bool is_unreadable(char32_t c) {
  return c == 0xFFFD || c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0xE000 && c <= 0xF8FF) ||
         c >= 0xF0000 || (c & 0xFFFE) == 0xFFFE;
}

bool is_combining(char32_t c) { return c >= 0x0300 && c <= 0x036F; }

// Letters, marks and whatever else words of other scripts and of broken fonts are made of.
bool is_word_character(char32_t c) {
  if (c < 0x80) return folded_letter(c) != '\0';
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && !is_space(c) && !is_unreadable(c) &&
         !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3040) &&
         !(c >= 0xFF00 && c < 0xFF20) && c < 0x1F000;
}

// Scripts of the neighbours, and Greek and Russian: a broken font seldom hits one throughout.
bool is_other_script(std::u32string_view word) {
  const auto all_in = [&](char32_t first, char32_t last) {
    return std::ranges::all_of(word, [&](char32_t c) { return c >= first && c <= last; });
  };
  return all_in(0x0E00, 0x0EFF) || all_in(0x1780, 0x17FF) || all_in(0x3040, 0x9FFF) ||
         all_in(0xAC00, 0xD7A3) ||
         (word.size() > 2 && (all_in(0x0370, 0x03FF) || all_in(0x0410, 0x044F)));
}

bool is_capital_ascii(char32_t c) { return c >= U'A' && c <= U'Z'; }

// aaa, Aaa or AAA.
bool has_usual_case(std::u32string_view word) {
  const auto capitals = std::ranges::count_if(word, is_capital_ascii);
  return capitals == 0 || (capitals == 1 && is_capital_ascii(word.front())) ||
         capitals == static_cast<std::ptrdiff_t>(word.size());
}

// What an English or French word or a name looks like; its accents are letters of Vietnamese, too.
bool is_foreign_word(std::u32string_view word, std::string_view folded) {
  constexpr std::size_t kLettersMax = 25;
  constexpr int kConsonantsMax = 4;
  if (word.size() > kLettersMax || !has_usual_case(word)) return false;
  if (std::ranges::any_of(word, [](char32_t c) { return c >= 0x100; })) return false;
  int consonants = 0;
  bool has_vowel = false;
  for (const char letter : folded) {
    const bool is_vowel = std::string_view("aeiouy").find(letter) != std::string_view::npos;
    has_vowel = has_vowel || is_vowel;
    consonants = is_vowel ? 0 : consonants + 1;
    if (consonants > kConsonantsMax) return false;
  }
  return has_vowel;
}

// Numbers of documents have them: QĐ, TTHC, BLĐTBXH.
bool is_abbreviation(std::u32string_view word) {
  constexpr std::size_t kLettersMax = 10;
  return word.size() <= kLettersMax && std::ranges::all_of(word, [](char32_t c) {
           return is_capital_ascii(c) || c == U'Đ' || c == U'Ư' || c == U'Ô' || c == U'Ê' ||
                  c == U'Â' || c == U'Ă' || c == U'Ơ';
         });
}

struct Counts {
  std::size_t characters = 0;  // That are seen.
  std::size_t unreadable = 0;
  std::size_t plausible_words = 0;
  std::size_t implausible_words = 0;
  std::size_t beyond_ascii_words = 0;
  std::size_t legacy_words = 0;
};

// A run of word characters.
void count_run(std::u32string_view run, Counts& counts) {
  if (run.size() < 2) return;  // One letter alone is a list's, or nothing.
  std::string folded;
  for (const char32_t c : run) {
    if (is_combining(c)) continue;  // A text in NFD.
    const char letter = folded_letter(c);
    if (letter == '\0') {
      ++(is_other_script(run) ? counts.plausible_words : counts.implausible_words);
      return;
    }
    folded += letter;
  }
  if (is_folded_syllable(folded) || is_foreign_word(run, folded)) {
    ++counts.plausible_words;
  } else if (!is_abbreviation(run)) {
    ++counts.implausible_words;
  }
}

// What stands between spaces, without the punctuation around it.
void count_token(std::u32string_view token, Counts& counts) {
  constexpr std::u32string_view kAround = U".,;:!?\"'()[]/-…“”‘’–";
  const std::size_t begin = token.find_first_not_of(kAround);
  if (begin == std::u32string_view::npos) return;
  const std::u32string_view word = token.substr(begin, token.find_last_not_of(kAround) - begin + 1);
  if (std::ranges::any_of(word, [](char32_t c) { return c >= 0x80; })) {
    ++counts.beyond_ascii_words;
    if (is_legacy_font_word(word)) ++counts.legacy_words;
  }
  for (std::size_t i = 0; i < token.size();) {
    const std::size_t from = i;
    while (i < token.size() && is_word_character(token[i])) ++i;
    count_run(token.substr(from, i - from), counts);
    while (i < token.size() && !is_word_character(token[i])) ++i;
  }
}

Counts count(std::u32string_view text) {
  Counts counts;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    while (i < text.size() && !is_space(text[i])) ++i;
    const std::u32string_view token = text.substr(from, i - from);
    counts.characters += token.size();
    counts.unreadable += static_cast<std::size_t>(std::ranges::count_if(token, is_unreadable));
    count_token(token, counts);
    while (i < text.size() && is_space(text[i])) ++i;
  }
  return counts;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

TextQuality judge_text_layer(std::string_view text, double coverage) {
  const Counts counts = count(code_points(text.substr(0, kBytesMax)));
  if (counts.characters == 0) return TextQuality::kAbsent;
  if (coverage >= kPictureCoverage && counts.characters < kCharactersOfStamp) {
    return TextQuality::kAbsent;
  }
  if (share(counts.unreadable, counts.characters) > kUnreadableMost) return TextQuality::kBroken;
  if (counts.legacy_words >= kLegacyWordsLeast &&
      share(counts.legacy_words, counts.beyond_ascii_words) >= kLegacyLeast) {
    return TextQuality::kLegacyEncoding;
  }
  const std::size_t words = counts.plausible_words + counts.implausible_words;
  if (words >= kWordsToJudge && share(counts.implausible_words, words) > kImplausibleMost) {
    return TextQuality::kBroken;
  }
  return TextQuality::kGood;
}

}  // namespace kho::ingest

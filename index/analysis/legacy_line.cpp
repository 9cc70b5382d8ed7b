#include "index/analysis/legacy_line.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <unordered_set>

#include "index/analysis/common_syllables.h"

namespace kho::index {
namespace {

constexpr std::size_t kWordsMax = 200;  // That are looked at.

constexpr char32_t kNoBreakSpace = 0xA0;
constexpr char32_t kSoftHyphen = 0xAD;

bool is_ascii_capital(char32_t c) { return c >= 'A' && c <= 'Z'; }
bool is_ascii_small(char32_t c) { return c >= 'a' && c <= 'z'; }

// Words of French and German that one of the encodings would make a syllable of. Of 360,000 words
// with accents in seven languages there are some 35; these are the ones to meet.
bool is_foreign(std::u32string_view word) {
  constexpr std::array<std::u32string_view, 14> kForeign = {
      U"dû",   U"où",   U"dît", U"vît", U"haï", U"haït", U"thaï",
      U"Thaï", U"Loïc", U"maß", U"saß", U"Bö",  U"säen", U"può"};
  return std::find(kForeign.begin(), kForeign.end(), word) != kForeign.end();
}

// True where all that a word has beyond ASCII is what other languages and their units set before or
// behind words: m², Nº, 5 µm, «oui, Intel®; and for single characters.
bool is_natural(std::u32string_view word) {
  constexpr std::u32string_view kBefore = U"«¿¡µ©£¢¥";
  constexpr std::u32string_view kBehind = U"»©";
  constexpr std::u32string_view kBehindUnits = U"²³¹°";  // Of one or two letters.
  constexpr std::u32string_view kBehindOne = U"ªº";
  constexpr std::u32string_view kBehindCapital = U"÷×£¥";  // 20C÷30C
  if (word.size() < 2 || is_foreign(word)) return true;
  if (word.size() == 2 && is_ascii_capital(word[0]) &&
      kBehindCapital.find(word[1]) != kBehindCapital.npos) {
    return true;
  }
  while (!word.empty() &&
         (is_typographic(word.front()) || kBefore.find(word.front()) != kBefore.npos)) {
    word.remove_prefix(1);
  }
  while (!word.empty() &&
         (is_typographic(word.back()) || kBehind.find(word.back()) != kBehind.npos ||
          (word.size() <= 3 && kBehindUnits.find(word.back()) != kBehindUnits.npos) ||
          (word.size() == 2 && kBehindOne.find(word.back()) != kBehindOne.npos) ||
          (word.size() > 3 && word.back() == U'®'))) {
    word.remove_suffix(1);
  }
  return std::all_of(word.begin(), word.end(), [](char32_t c) { return c < 0x80; });
}

bool is_sign(char32_t c) {
  return (c >= 0x80 && c < 0xC0) || c == U'×' || c == U'÷' || is_typographic(c);
}

// True where no other language writes so: signs inside of words, capitals beyond ASCII behind small
// letters, and behind vowels the letters that VNI has for the tones.
bool is_strange(std::u32string_view word, LegacyEncoding encoding) {
  constexpr std::u32string_view kTones = U"øåûõäãØÅÛÕÄÃ";
  constexpr std::u32string_view kVowels = U"aeouyôöAEOUYÔÖ";
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char32_t before = i > 0 ? word[i - 1] : U' ';
    if (encoding == LegacyEncoding::kVni) {
      if (kTones.find(word[i]) != kTones.npos && kVowels.find(before) != kVowels.npos) return true;
    } else if (is_sign(word[i]) || (word[i] >= 0xC0 && word[i] <= 0xDE && is_ascii_small(before))) {
      return true;
    }
  }
  return false;
}

// True where all letters beyond ASCII are some that Vietnamese has.
bool may_be_slip(std::u32string_view word) {
  constexpr std::u32string_view kVietnamese = U"àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝÐ";
  return std::all_of(word.begin(), word.end(), [&](char32_t c) {
    return c < 0x80 || kVietnamese.find(c) != kVietnamese.npos;
  });
}

// HĐND, QĐ: no syllable in any encoding, and no evidence.
bool is_abbreviation(std::u32string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char32_t c) { return u_isupper(static_cast<UChar32>(c)); });
}

// What the letters of a word tell of the bytes of small letters in it. Among capitals they can only
// be shown as capitals; where there is one letter (Vâ is Võ, or VÕ) or none, nothing tells.
enum class Letters { kSmall, kCapitals, kUnclear };

Letters letters_of(std::u32string_view word) {
  std::size_t capitals = 0;
  for (const char32_t c : word) {
    if (is_ascii_small(c)) return Letters::kSmall;
    capitals += is_ascii_capital(c) ? 1 : 0;
  }
  const bool has_bytes =
      std::any_of(word.begin(), word.end(), [](char32_t c) { return c >= 0x80; });
  return capitals >= 2 && has_bytes ? Letters::kCapitals : Letters::kUnclear;
}

// A byte of the encoding that stands between words as what it is in Latin-1: TCVN3's ư, which
// extractors make a hyphen, and VISCII's Õ. 0 for none.
char32_t joint_of(LegacyEncoding encoding) {
  if (encoding == LegacyEncoding::kTcvn3) return U'-';
  return encoding == LegacyEncoding::kViscii ? kNoBreakSpace : U'\0';
}

}  // namespace

LegacyLine::LegacyLine(std::string_view utf8) : text_(read_utf8(utf8)) {
  find_words();
  find_cases();
}

void LegacyLine::find_words() {
  for (std::size_t i = 0; i < text_.size();) {
    if (!is_legacy_word_character(text_[i])) {
      ++i;
      continue;
    }
    Word word;
    word.begin = i;
    for (; i < text_.size() && is_legacy_word_character(text_[i]); ++i) {
      word.is_ascii = word.is_ascii && text_[i] >= 0x20 && text_[i] < 0x80;
    }
    word.end = i;
    words_.push_back(word);
  }
}

// A word that does not tell is shown as the nearest ones that do, on the left and on the right; in
// capitals only where none of them is in small letters.
void LegacyLine::find_cases() {
  std::vector<Letters> left;
  Letters nearest = Letters::kUnclear;
  for (const Word& word : words_) {
    const Letters own = letters_of(view(word));
    if (own != Letters::kUnclear) nearest = own;
    left.push_back(nearest);
  }
  nearest = Letters::kUnclear;
  for (std::size_t i = words_.size(); i-- > 0;) {
    const Letters own = letters_of(view(words_[i]));
    if (own != Letters::kUnclear) nearest = own;
    const bool small = left[i] == Letters::kSmall || nearest == Letters::kSmall;
    const bool capitals = left[i] == Letters::kCapitals || nearest == Letters::kCapitals;
    const bool by_neighbours = own == Letters::kUnclear && capitals && !small;
    if (own == Letters::kCapitals || by_neighbours) words_[i].shown = ShownCase::kCapitals;
  }
}

std::u32string_view LegacyLine::view(const Word& word) const {
  return std::u32string_view(text_).substr(word.begin, word.end - word.begin);
}

bool LegacyLine::is_legal() const {
  return std::all_of(words_.begin(), words_.end(), [&](const Word& word) {
    return word.is_ascii || !legal_exact(view(word)).empty();
  });
}

LegacyScores LegacyLine::scores() const {
  LegacyScores scores{};
  std::unordered_set<std::u32string_view> seen;
  for (std::size_t i = 0; i < words_.size() && seen.size() < kWordsMax; ++i) {
    const std::u32string_view word = view(words_[i]);
    if (words_[i].is_ascii || !seen.insert(word).second) continue;
    const bool legal = !legal_exact(word).empty();
    for (std::size_t e = 0; e < kLegacyEncodings.size(); ++e) {
      scores[e] += evidence(i, legal, kLegacyEncodings[e]);
    }
  }
  return scores;
}

LegacyLine::Balance LegacyLine::balance(LegacyEncoding encoding) const {
  Balance balance;
  for (std::size_t i = 0; i < std::min(words_.size(), kWordsMax); ++i) {
    const std::u32string_view word = view(words_[i]);
    if (word.size() < 2) continue;
    const LegacyReading reading = legacy_reading(word, encoding, words_[i].shown);
    if ((reading.is_complete && !legal_exact(reading.text).empty()) ||
        joined_end(i, encoding) != words_[i].end) {
      ++balance.syllables;
    } else if (!is_abbreviation(word)) {
      ++balance.others;
    }
  }
  return balance;
}

void LegacyLine::write_repaired(LegacyEncoding encoding, std::string& utf8) const {
  const std::u32string_view text = text_;
  std::size_t done = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Word& word = words_[i];
    if (word.begin < done) continue;
    const std::size_t end = joined_end(i, encoding);
    if (word.is_ascii && end == word.end) continue;
    write_utf8(text.substr(done, word.begin - done), utf8);
    write_utf8(legacy_reading(joined(word.begin, end, encoding), encoding, word.shown).text, utf8);
    done = end;
  }
  write_utf8(text.substr(done), utf8);
}

// What word `i` says for `encoding`. `legal`: it is a syllable as it stands.
int LegacyLine::evidence(std::size_t i, bool legal, LegacyEncoding encoding) const {
  const std::u32string_view word = view(words_[i]);
  const LegacyReading reading = legacy_reading(word, encoding, words_[i].shown);
  if (!reading.is_complete) return kStaysIllegal;
  if (reading.text == word) return 0;
  const std::string exact = legal_exact(reading.text);
  if (!exact.empty() && !lacks_tone(exact)) {
    const bool common = is_common_syllable(exact);
    if (legal) {
      const bool was_common = is_common_syllable(legal_exact(word));
      return common && !was_common ? kBecomesCommon : kGainNothing;
    }
    if (is_natural(word)) return 0;
    if (is_strange(word, encoding)) return kGainStrong + (common ? kGainCommon : 0);
    if (encoding != LegacyEncoding::kVni && may_be_slip(word)) {
      return kGainSlip + (common ? kGainCommonSlip : 0);
    }
    return kGainWeak + (common ? kGainCommon : 0);
  }
  if (legal) return kLoss;
  if (is_natural(word) || is_abbreviation(reading.text)) return 0;
  if (joined_end(i, encoding) != words_[i].end) return kGainStrong;
  if (i > 0 && joined_end(i - 1, encoding) == words_[i].end) return kGainStrong;
  return kStaysIllegal;
}

// [begin, end) with the byte that a joint stands for.
std::u32string LegacyLine::joined(std::size_t begin, std::size_t end,
                                  LegacyEncoding encoding) const {
  std::u32string word(text_, begin, end - begin);
  if (encoding == LegacyEncoding::kTcvn3) std::replace(word.begin(), word.end(), U'-', kSoftHyphen);
  return word;
}

// Where word `i` ends together with the joint behind it and the word behind that, where only they
// together are a syllable; else where it ends itself.
std::size_t LegacyLine::joined_end(std::size_t i, LegacyEncoding encoding) const {
  const std::size_t end = words_[i].end;
  if (end == text_.size() || text_[end] != joint_of(encoding)) return end;
  const bool has_next = i + 1 < words_.size() && words_[i + 1].begin == end + 1;
  const std::size_t joined_end = has_next ? words_[i + 1].end : end + 1;
  const auto is_syllable = [&](std::size_t from, std::size_t to) {
    return !legal_exact(legacy_reading(joined(from, to, encoding), encoding).text).empty();
  };
  if (is_syllable(words_[i].begin, end) &&
      (!has_next || is_syllable(words_[i + 1].begin, joined_end))) {
    return end;
  }
  return is_syllable(words_[i].begin, joined_end) ? joined_end : end;
}

}  // namespace kho::index

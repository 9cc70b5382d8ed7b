#include "index/analysis/legacy_encoding.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_set>
#include <vector>

#include "index/analysis/common_syllables.h"
#include "index/analysis/legacy_reading.h"

namespace kho::index {
namespace {

constexpr std::array kEncodings = {LegacyEncoding::kTcvn3, LegacyEncoding::kVni,
                                   LegacyEncoding::kViscii};
using Scores = std::array<int, kEncodings.size()>;

// What one distinct word says for an encoding that reads it otherwise than it stands.
constexpr int kGainStrong = 4;  // A syllable, and was none; with signs no language writes so.
constexpr int kGainWeak = 3;    // The same, but of letters that other languages have.
constexpr int kGainCommon = 2;  // Moreover, one of the commonest; on top of these two.
constexpr int kGainSlip = 2;    // Of letters that Vietnamese has: as it stands, it may be a slip.
constexpr int kGainCommonSlip = 1;
constexpr int kBecomesCommon = 1;  // A syllable both ways, but one of the commonest only now.
constexpr int kGainNothing = -1;
constexpr int kStaysIllegal = -2;
constexpr int kLoss = -4;  // No syllable any more.

constexpr int kConsistent = 1;  // There are other words in the line, and all are syllables.

constexpr int kDecided = 4;             // One line by itself.
constexpr int kDecidedAlways = 8;       // Even among words that are not Vietnamese.
constexpr std::size_t kWordsMax = 200;  // Distinct words of a line that are looked at.

constexpr char32_t kNoBreakSpace = 0xA0;
constexpr char32_t kSoftHyphen = 0xAD;

bool is_ascii_capital(char32_t c) { return c >= 'A' && c <= 'Z'; }
bool is_ascii_small(char32_t c) { return c >= 'a' && c <= 'z'; }

// ---- Lines ------------------------------------------------------------------------------------

enum class Kind {
  kAscii,
  kUnicode,  // Has a character that only Unicode has.
  kSuspect,
};

// True where the two bytes begin a Vietnamese character that neither Latin-1 nor CP1252 has.
bool begins_unicode_only(unsigned char lead, unsigned char next) {
  switch (lead) {
    case 0xE1:  // U+1E80..1EFF, most letters with a tone.
      return next == 0xBA || next == 0xBB;
    case 0xC4:  // Ă ă Đ đ Ĩ ĩ
      return next == 0x82 || next == 0x83 || next == 0x90 || next == 0x91 || next == 0xA8 ||
             next == 0xA9;
    case 0xC5:  // Ũ ũ
      return next == 0xA8 || next == 0xA9;
    case 0xC6:  // Ơ ơ Ư ư
      return next == 0xA0 || next == 0xA1 || next == 0xAF || next == 0xB0;
    case 0xCC:  // U+0300..036F, combining marks.
      return true;
    case 0xCD:
      return next < 0xB0;
    default:
      return false;
  }
}

// Most lines of a Vietnamese text are known by their first dozen bytes.
Kind kind_of(std::string_view line) {
  Kind kind = Kind::kAscii;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const auto lead = static_cast<unsigned char>(line[i]);
    if (lead < 0x80) continue;
    kind = Kind::kSuspect;
    if (begins_unicode_only(lead, static_cast<unsigned char>(line[i + 1]))) return Kind::kUnicode;
  }
  return kind;
}

// ---- Words ------------------------------------------------------------------------------------

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_ascii = true;
};

std::vector<Span> words_of_line(std::u32string_view text) {
  std::vector<Span> words;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_legacy_word_character(text[i])) {
      ++i;
      continue;
    }
    Span word{i, i, true};
    for (; i < text.size() && is_legacy_word_character(text[i]); ++i) {
      word.is_ascii = word.is_ascii && text[i] >= 0x20 && text[i] < 0x80;
    }
    word.end = i;
    words.push_back(word);
  }
  return words;
}

// Words of French and German that one of the encodings would make a syllable of. Of 360,000 words
// with accents in seven languages there are some 35; these are the ones to meet.
bool is_foreign(std::u32string_view word) {
  constexpr std::array<std::u32string_view, 13> kForeign = {
      U"dû",   U"où",  U"dît", U"vît", U"haï",  U"thaï", U"Thaï",
      U"Loïc", U"maß", U"saß", U"Bö",  U"säen", U"può"};
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

// How a byte of a small letter is shown in word `index`. In a word of capitals they can only be
// capitals. Where the word itself does not tell (Vâ is Võ, or VÕ), the nearest words do that tell.
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

// ---- A line -----------------------------------------------------------------------------------

class Line {
 public:
  explicit Line(std::string_view utf8) : text_(read_utf8(utf8)), words_(words_of_line(text_)) {
    case_.reserve(words_.size());
    for (const Span& word : words_) case_.push_back(letters_of(view(word)));
    // The unclear ones: as both neighbours that are clear, or the one there is.
    std::vector<Letters> left = case_;
    for (std::size_t i = 1; i < left.size(); ++i) {
      if (left[i] == Letters::kUnclear) left[i] = left[i - 1];
    }
    Letters right = Letters::kUnclear;
    for (std::size_t i = case_.size(); i-- > 0;) {
      if (case_[i] != Letters::kUnclear) {
        right = case_[i];
        continue;
      }
      const bool small = left[i] == Letters::kSmall || right == Letters::kSmall;
      case_[i] = small || left[i] == right || right == Letters::kUnclear ? left[i] : right;
      if (small) case_[i] = Letters::kSmall;
    }
  }

  // True where each word beyond ASCII is a syllable as it stands.
  [[nodiscard]] bool is_legal() const {
    return std::all_of(words_.begin(), words_.end(), [&](const Span& word) {
      return word.is_ascii || !legal_exact(view(word)).empty();
    });
  }

  [[nodiscard]] Scores scores() const {
    Scores scores{};
    std::unordered_set<std::u32string_view> seen;
    for (std::size_t i = 0; i < words_.size() && seen.size() < kWordsMax; ++i) {
      const std::u32string_view word = view(words_[i]);
      if (words_[i].is_ascii || !seen.insert(word).second) continue;
      const bool legal = !legal_exact(word).empty();
      for (std::size_t e = 0; e < kEncodings.size(); ++e) {
        scores[e] += evidence(i, legal, kEncodings[e]);
      }
    }
    return scores;
  }

  // How many words are syllables as `encoding` reads them, and how many are neither that nor
  // abbreviations.
  struct Balance {
    int syllables = 0;
    int others = 0;
  };
  [[nodiscard]] Balance balance(LegacyEncoding encoding) const {
    Balance balance;
    for (std::size_t i = 0; i < std::min(words_.size(), kWordsMax); ++i) {
      const std::u32string_view word = view(words_[i]);
      if (word.size() < 2) continue;
      const LegacyReading reading = legacy_reading(word, encoding, shown(i));
      if ((reading.is_complete && !legal_exact(reading.text).empty()) ||
          joined_end(i, encoding) != words_[i].end) {
        ++balance.syllables;
      } else if (!is_abbreviation(word)) {
        ++balance.others;
      }
    }
    return balance;
  }

  void write_repaired(LegacyEncoding encoding, std::string& utf8) const {
    std::size_t done = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const Span& word = words_[i];
      if (word.begin < done) continue;
      const std::size_t end = joined_end(i, encoding);
      if (word.is_ascii && end == word.end) continue;
      write_utf8(std::u32string_view(text_).substr(done, word.begin - done), utf8);
      write_utf8(legacy_reading(joined(word.begin, end, encoding), encoding, shown(i)).text, utf8);
      done = end;
    }
    write_utf8(std::u32string_view(text_).substr(done), utf8);
  }

 private:
  [[nodiscard]] std::u32string_view view(const Span& word) const {
    return std::u32string_view(text_).substr(word.begin, word.end - word.begin);
  }

  [[nodiscard]] ShownCase shown(std::size_t word) const {
    return case_[word] == Letters::kCapitals ? ShownCase::kCapitals : ShownCase::kAsWritten;
  }

  // What word `i` says for `encoding`. `legal`: it is a syllable as it stands.
  [[nodiscard]] int evidence(std::size_t i, bool legal, LegacyEncoding encoding) const {
    const std::u32string_view word = view(words_[i]);
    const LegacyReading reading = legacy_reading(word, encoding, shown(i));
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

  // A byte of the encoding that stands between words as what it is in Latin-1: TCVN3's ư, which
  // extractors make a hyphen, and VISCII's Õ.
  [[nodiscard]] static char32_t joint_of(LegacyEncoding encoding) {
    return encoding == LegacyEncoding::kTcvn3    ? U'-'
           : encoding == LegacyEncoding::kViscii ? kNoBreakSpace
                                                 : U'\0';
  }

  [[nodiscard]] std::u32string joined(std::size_t begin, std::size_t end,
                                      LegacyEncoding encoding) const {
    std::u32string word(text_, begin, end - begin);
    if (encoding == LegacyEncoding::kTcvn3)
      std::replace(word.begin(), word.end(), U'-', kSoftHyphen);
    return word;
  }

  // Where word `i` ends together with the joint behind it and the word behind that, where only
  // they together are a syllable; else where it ends.
  [[nodiscard]] std::size_t joined_end(std::size_t i, LegacyEncoding encoding) const {
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

  std::u32string text_;
  std::vector<Span> words_;
  std::vector<Letters> case_;
};

// ---- A page -----------------------------------------------------------------------------------

struct Verdict {
  std::string_view utf8;  // The line, with its end.
  Kind kind = Kind::kAscii;
  bool is_legal = false;
  Scores scores{};
  LegacyEncoding encoding = LegacyEncoding::kNone;
};

std::size_t best_of(const Scores& scores) {
  return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

Verdict judge(std::string_view utf8) {
  Verdict verdict{utf8, kind_of(utf8), false, {}, LegacyEncoding::kNone};
  if (verdict.kind != Kind::kSuspect) return verdict;
  const Line line(utf8);
  verdict.is_legal = line.is_legal();
  if (verdict.is_legal) return verdict;
  verdict.scores = line.scores();
  const std::size_t best = best_of(verdict.scores);
  const int score = verdict.scores[best];
  if (score < kDecided - kConsistent) return verdict;
  const Line::Balance balance = line.balance(kEncodings[best]);
  const bool is_consistent = balance.others == 0 && balance.syllables > 1;
  if (score >= kDecidedAlways || (score + (is_consistent ? kConsistent : 0) >= kDecided &&
                                  balance.syllables >= balance.others)) {
    verdict.encoding = kEncodings[best];
  }
  return verdict;
}

std::size_t index_of(LegacyEncoding encoding) {
  return static_cast<std::size_t>(encoding) - static_cast<std::size_t>(LegacyEncoding::kTcvn3);
}

// The encoding that a page is in for the most part; kNone where that is not clear.
LegacyEncoding page_encoding(const std::vector<Verdict>& lines) {
  Scores decided{};
  Scores open{};
  for (const Verdict& line : lines) {
    if (line.kind != Kind::kSuspect) continue;
    for (std::size_t e = 0; e < kEncodings.size(); ++e) {
      if (line.encoding == kEncodings[e]) decided[e] += line.scores[e];
      open[e] += std::clamp(line.scores[e], -kDecided, kDecided);
    }
  }
  std::size_t best = best_of(decided);
  if (decided[best] > 0) return kEncodings[best];
  best = best_of(open);
  return open[best] >= kDecidedAlways ? kEncodings[best] : LegacyEncoding::kNone;
}

// What becomes of a line in its page: one that does not speak for itself, or hardly, follows.
LegacyEncoding in_page(const Verdict& line, LegacyEncoding page, bool page_is_unicode) {
  const Scores& scores = line.scores;
  if (page_is_unicode) {
    // Odd signs of OCR make a syllable now and then.
    const bool is_clear =
        line.encoding != LegacyEncoding::kNone && scores[index_of(line.encoding)] >= kDecidedAlways;
    return is_clear ? line.encoding : LegacyEncoding::kNone;
  }
  const int with_page = scores[index_of(page)];
  if (line.encoding != LegacyEncoding::kNone) {
    const int lead = scores[index_of(line.encoding)] - with_page;
    return lead <= kGainWeak && with_page >= 0 ? page : line.encoding;
  }
  const int score =
      line.is_legal ? Line(line.utf8).scores()[index_of(page)] - kGainNothing : with_page;
  return score >= 0 ? page : LegacyEncoding::kNone;
}

}  // namespace

Repaired repair_legacy_encoding(std::string_view utf8) {
  std::vector<Verdict> lines;
  std::size_t unicode_lines = 0;
  std::size_t suspect_lines = 0;
  for (std::size_t begin = 0; begin < utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', begin), utf8.size() - 1) + 1;
    lines.push_back(judge(utf8.substr(begin, end - begin)));
    unicode_lines += lines.back().kind == Kind::kUnicode ? 1 : 0;
    suspect_lines += lines.back().kind == Kind::kSuspect ? 1 : 0;
    begin = end;
  }
  const LegacyEncoding page = page_encoding(lines);
  if (page == LegacyEncoding::kNone) return {std::string(utf8), LegacyEncoding::kNone};

  std::array<std::size_t, kEncodings.size()> repaired{};
  Repaired result;
  result.text.reserve(utf8.size());
  for (const Verdict& line : lines) {
    LegacyEncoding encoding = LegacyEncoding::kNone;
    if (line.kind == Kind::kSuspect)
      encoding = in_page(line, page, unicode_lines > suspect_lines / 4);
    if (encoding == LegacyEncoding::kNone) {
      result.text.append(line.utf8);
      continue;
    }
    ++repaired[index_of(encoding)];
    Line(line.utf8).write_repaired(encoding, result.text);
  }
  const auto most = std::max_element(repaired.begin(), repaired.end());
  if (*most > 0) result.encoding = kEncodings[static_cast<std::size_t>(most - repaired.begin())];
  return result;
}

}  // namespace kho::index

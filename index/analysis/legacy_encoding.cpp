#include "index/analysis/legacy_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "index/analysis/legacy_line.h"

namespace kho::index {
namespace {

constexpr int kDecided = 4;        // The score of a line that decides for it.
constexpr int kConsistent = 1;     // Added where it has several words, all of them syllables.
constexpr int kDecidedClear = 6;   // Even where three words of four are of another language.
constexpr int kDecidedAlways = 8;  // Whatever stands around.

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

struct Verdict {
  std::string_view utf8;  // The line, with its end.
  Kind kind = Kind::kAscii;
  bool is_legal = false;
  LegacyScores scores{};
  LegacyEncoding encoding = LegacyEncoding::kNone;
};

std::size_t best_of(const LegacyScores& scores) {
  return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

Verdict judge(std::string_view utf8) {
  Verdict verdict{utf8, kind_of(utf8), false, {}, LegacyEncoding::kNone};
  if (verdict.kind != Kind::kSuspect) return verdict;
  const LegacyLine line(utf8);
  verdict.is_legal = line.is_legal();
  if (verdict.is_legal) return verdict;
  verdict.scores = line.scores();
  const std::size_t best = best_of(verdict.scores);
  const int score = verdict.scores[best];
  if (score < kDecided - kConsistent) return verdict;
  const LegacyLine::Balance balance = line.balance(kLegacyEncodings[best]);
  const bool is_consistent = balance.others == 0 && balance.syllables > 1;
  const int others_per_syllable = score >= kDecidedClear ? 3 : 1;
  if (score >= kDecidedAlways || (score + (is_consistent ? kConsistent : 0) >= kDecided &&
                                  balance.others <= balance.syllables * others_per_syllable)) {
    verdict.encoding = kLegacyEncodings[best];
  }
  return verdict;
}

std::size_t index_of(LegacyEncoding encoding) {
  return static_cast<std::size_t>(encoding) - static_cast<std::size_t>(LegacyEncoding::kTcvn3);
}

// The encoding that a page is in for the most part; kNone where that is not clear.
LegacyEncoding page_encoding(const std::vector<Verdict>& lines) {
  LegacyScores decided{};
  LegacyScores open{};
  for (const Verdict& line : lines) {
    if (line.kind != Kind::kSuspect) continue;
    for (std::size_t e = 0; e < kLegacyEncodings.size(); ++e) {
      if (line.encoding == kLegacyEncodings[e]) decided[e] += line.scores[e];
      open[e] += std::clamp(line.scores[e], -kDecided, kDecided);
    }
  }
  std::size_t best = best_of(decided);
  if (decided[best] > 0) return kLegacyEncodings[best];
  best = best_of(open);
  return open[best] >= kDecidedAlways ? kLegacyEncodings[best] : LegacyEncoding::kNone;
}

// What becomes of a line in its page: one that does not speak for itself, or hardly, follows.
LegacyEncoding in_page(const Verdict& line, LegacyEncoding page, bool page_is_unicode) {
  const LegacyScores& scores = line.scores;
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
      line.is_legal ? LegacyLine(line.utf8).scores()[index_of(page)] - kGainNothing : with_page;
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

  std::array<std::size_t, kLegacyEncodings.size()> repaired{};
  Repaired result;
  result.text.reserve(utf8.size());
  for (const Verdict& line : lines) {
    LegacyEncoding encoding = LegacyEncoding::kNone;
    if (line.kind == Kind::kSuspect) {
      encoding = in_page(line, page, unicode_lines > suspect_lines / 4);
    }
    if (encoding == LegacyEncoding::kNone) {
      result.text.append(line.utf8);
      continue;
    }
    ++repaired[index_of(encoding)];
    LegacyLine(line.utf8).write_repaired(encoding, result.text);
  }
  const auto most = std::max_element(repaired.begin(), repaired.end());
  if (*most > 0)
    result.encoding = kLegacyEncodings[static_cast<std::size_t>(most - repaired.begin())];
  return result;
}

}  // namespace kho::index

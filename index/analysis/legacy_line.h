// index/analysis/legacy_line.h - What a line says for each of the encodings before Unicode.
//
// Internal to index/. Thread-safe once made.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/legacy_encoding.h"
#include "index/analysis/legacy_reading.h"

namespace kho::index {

inline constexpr std::array kLegacyEncodings = {LegacyEncoding::kTcvn3, LegacyEncoding::kVni,
                                                LegacyEncoding::kViscii};

// What one distinct word says for an encoding that reads it otherwise than it stands. The scores of
// a line are the sums of these, in the order of kLegacyEncodings.
inline constexpr int kGainStrong = 4;      // A syllable, and was none; no language writes so.
inline constexpr int kGainWeak = 3;        // The same, but of letters that other languages have.
inline constexpr int kGainCommon = 2;      // Moreover, one of the commonest; on top of these two.
inline constexpr int kGainSlip = 2;        // Of letters that Vietnamese has: perhaps a slip.
inline constexpr int kGainCommonSlip = 1;  // Moreover, one of the commonest; on top of that.
inline constexpr int kBecomesCommon = 1;   // A syllable both ways; one of the commonest only now.
inline constexpr int kGainNothing = -1;    // A syllable both ways.
inline constexpr int kStaysIllegal = -2;
inline constexpr int kLoss = -4;  // No syllable any more.

using LegacyScores = std::array<int, kLegacyEncodings.size()>;

class LegacyLine {
 public:
  explicit LegacyLine(std::string_view utf8);  // With or without its end.

  // True where each word beyond ASCII is a syllable as it stands.
  [[nodiscard]] bool is_legal() const;

  // Of the first few hundred distinct words.
  [[nodiscard]] LegacyScores scores() const;

  // How many of the first words are syllables as `encoding` reads them, and how many are neither
  // that nor abbreviations.
  struct Balance {
    int syllables = 0;
    int others = 0;
  };
  [[nodiscard]] Balance balance(LegacyEncoding encoding) const;

  // Appends the line as `encoding` reads it.
  void write_repaired(LegacyEncoding encoding, std::string& utf8) const;

 private:
  struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_ascii = true;
    ShownCase shown = ShownCase::kAsWritten;
  };

  void find_words();
  void find_cases();
  [[nodiscard]] std::u32string_view view(const Word& word) const;
  [[nodiscard]] int evidence(std::size_t i, bool legal, LegacyEncoding encoding) const;
  [[nodiscard]] std::u32string joined(std::size_t begin, std::size_t end,
                                      LegacyEncoding encoding) const;
  [[nodiscard]] std::size_t joined_end(std::size_t i, LegacyEncoding encoding) const;

  std::u32string text_;
  std::vector<Word> words_;
};

}  // namespace kho::index

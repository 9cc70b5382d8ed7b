#include "index/analysis/legal_syllable.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace kho::index {
namespace {

// The alphabet of legal syllables. A letter is a code of 5 bits, its place here plus 1, so that a
// run of up to 6 letters is one number, to be compared and searched as such. The vowels come
// first, each with its qualities behind it.
constexpr std::array<char16_t, 29> kAlphabet = {
    u'a', u'ă', u'â', u'e', u'ê', u'i', u'o', u'ô', u'ơ', u'u', u'ư', u'y', u'b', u'c', u'd',
    u'đ', u'g', u'h', u'k', u'l', u'm', u'n', u'p', u'q', u'r', u's', u't', u'v', u'x'};
constexpr unsigned kLetterBits = 5;
constexpr std::size_t kRunLettersMax = 6;   // The longest rhyme has 4, the longest loan 6.
constexpr std::size_t kWordLettersMax = 7;  // nghiêng

using Code = std::uint8_t;  // 0: no letter of a syllable.
using Run = std::uint32_t;

constexpr Code code_of(char16_t letter) {
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    if (kAlphabet[i] == letter) return static_cast<Code>(i + 1);
  }
  return 0;
}

// All letters of a syllable lie below this, in Unicode and in the table made from it.
constexpr std::size_t kLettersEnd = 0x01B1;

constexpr std::array<Code, kLettersEnd> make_codes() {
  std::array<Code, kLettersEnd> codes{};
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    codes[kAlphabet[i]] = static_cast<Code>(i + 1);
  }
  return codes;
}
constexpr std::array<Code, kLettersEnd> kCodes = make_codes();

// The letters of a word; more than kWordLettersMax are no syllable.
struct Letters {
  std::array<Code, kWordLettersMax> codes{};
  std::size_t size = 0;

  // Letters [from, size) as one run; 0 for none, or for more than a run holds.
  [[nodiscard]] constexpr Run run(std::size_t from) const {
    if (size - from > kRunLettersMax) return 0;
    Run made = 0;
    for (std::size_t i = from; i < size; ++i) made = (made << kLetterBits) | codes[i];
    return made;
  }
};

// nullopt for anything but 1..kWordLettersMax letters of the alphabet in UTF-8, all of which have
// one or two bytes.
constexpr std::optional<Letters> letters_of(std::string_view utf8) {
  Letters letters;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i++]);
    unsigned letter = lead;
    if (lead >= 0x80) {
      if (lead < 0xC2 || lead > 0xDF || i == utf8.size()) return std::nullopt;
      const auto next = static_cast<unsigned char>(utf8[i++]);
      if ((next & 0xC0U) != 0x80U) return std::nullopt;
      letter = ((lead & 0x1FU) << 6U) | (next & 0x3FU);
    }
    const Code code = letter < kLettersEnd ? kCodes[letter] : Code{0};
    if (code == 0 || letters.size == kWordLettersMax) return std::nullopt;
    letters.codes[letters.size++] = code;
  }
  if (letters.size == 0) return std::nullopt;
  return letters;
}

constexpr Run run_of(std::string_view utf8) { return letters_of(utf8)->run(0); }

// Where a rhyme may stand, as bits.
using Place = std::uint8_t;
constexpr Place kAlone = 1;       // With no onset.
constexpr Place kBehind = 2;      // Behind any onset that its first letter lets stand there.
constexpr Place kBehindWide = 4;  // Behind those that do not round the lips: not b m p ph v.
constexpr Place kBehindQu = 8;

struct Rhyme {
  std::string_view letters;
  Place places;
};

constexpr Place kPlain = kAlone | kBehind;
constexpr Place kPlainQu = kAlone | kBehind | kBehindQu;
constexpr Place kRound = kAlone | kBehindWide;

constexpr std::array kRhymes = {
    // a
    Rhyme{"a", kPlainQu}, Rhyme{"ac", kPlainQu}, Rhyme{"ach", kPlainQu}, Rhyme{"ai", kPlainQu},
    Rhyme{"am", kPlainQu}, Rhyme{"an", kPlainQu}, Rhyme{"ang", kPlainQu}, Rhyme{"anh", kPlainQu},
    Rhyme{"ao", kPlainQu}, Rhyme{"ap", kPlainQu}, Rhyme{"at", kPlainQu}, Rhyme{"au", kPlainQu},
    Rhyme{"ay", kPlainQu},
    // ă
    Rhyme{"ăc", kPlainQu}, Rhyme{"ăm", kPlainQu}, Rhyme{"ăn", kPlainQu}, Rhyme{"ăng", kPlainQu},
    Rhyme{"ăp", kPlainQu}, Rhyme{"ăt", kPlainQu},
    // â
    Rhyme{"âc", kPlain}, Rhyme{"âm", kPlain}, Rhyme{"ân", kPlainQu}, Rhyme{"âng", kPlainQu},
    Rhyme{"âp", kPlain}, Rhyme{"ât", kPlainQu}, Rhyme{"âu", kPlainQu}, Rhyme{"ây", kPlainQu},
    // e
    Rhyme{"e", kPlainQu}, Rhyme{"ec", kPlain}, Rhyme{"em", kPlain}, Rhyme{"en", kPlainQu},
    Rhyme{"eng", kPlain}, Rhyme{"eo", kPlainQu}, Rhyme{"ep", kPlain}, Rhyme{"et", kPlainQu},
    // ê
    Rhyme{"ê", kPlainQu}, Rhyme{"êch", kPlainQu}, Rhyme{"êm", kPlain}, Rhyme{"ên", kPlainQu},
    Rhyme{"ênh", kPlainQu}, Rhyme{"êp", kPlain}, Rhyme{"êt", kPlainQu}, Rhyme{"êu", kPlainQu},
    // i; iê with no onset is written yê
    Rhyme{"i", kPlainQu}, Rhyme{"ia", kPlain}, Rhyme{"ich", kPlainQu}, Rhyme{"im", kPlain},
    Rhyme{"in", kPlain}, Rhyme{"inh", kPlainQu}, Rhyme{"ip", kPlain}, Rhyme{"it", kPlainQu},
    Rhyme{"iu", kPlain}, Rhyme{"iêc", kBehind}, Rhyme{"iêm", kBehind}, Rhyme{"iên", kBehind},
    Rhyme{"iêng", kBehind}, Rhyme{"iêp", kBehind}, Rhyme{"iêt", kBehind}, Rhyme{"iêu", kBehind},
    // o
    Rhyme{"o", kPlain}, Rhyme{"oc", kPlain}, Rhyme{"oi", kPlain}, Rhyme{"om", kPlain},
    Rhyme{"on", kPlain}, Rhyme{"ong", kPlain}, Rhyme{"ooc", kPlain}, Rhyme{"oong", kPlain},
    Rhyme{"op", kPlain}, Rhyme{"ot", kPlain},
    // ô
    Rhyme{"ô", kPlain}, Rhyme{"ôc", kPlainQu}, Rhyme{"ôi", kPlain}, Rhyme{"ôm", kPlain},
    Rhyme{"ôn", kPlain}, Rhyme{"ông", kPlain}, Rhyme{"ôp", kPlain}, Rhyme{"ôt", kPlain},
    // ơ
    Rhyme{"ơ", kPlainQu}, Rhyme{"ơi", kPlainQu}, Rhyme{"ơm", kPlain}, Rhyme{"ơn", kPlain},
    Rhyme{"ơp", kPlain}, Rhyme{"ơt", kPlain},
    // u
    Rhyme{"u", kPlain}, Rhyme{"ua", kPlain}, Rhyme{"uc", kPlain}, Rhyme{"ui", kPlain},
    Rhyme{"um", kPlain}, Rhyme{"un", kPlain}, Rhyme{"ung", kPlain}, Rhyme{"up", kPlain},
    Rhyme{"ut", kPlain}, Rhyme{"uôc", kPlain}, Rhyme{"uôi", kPlain}, Rhyme{"uôm", kPlain},
    Rhyme{"uôn", kPlain}, Rhyme{"uông", kPlain}, Rhyme{"uôt", kPlain},
    // ư
    Rhyme{"ư", kPlain}, Rhyme{"ưa", kPlain}, Rhyme{"ưc", kPlain}, Rhyme{"ưi", kPlain},
    Rhyme{"ưm", kPlain}, Rhyme{"ưn", kPlain}, Rhyme{"ưng", kPlain}, Rhyme{"ưt", kPlain},
    Rhyme{"ưu", kPlain}, Rhyme{"ươc", kPlain}, Rhyme{"ươi", kPlain}, Rhyme{"ươm", kPlain},
    Rhyme{"ươn", kPlain}, Rhyme{"ương", kPlain}, Rhyme{"ươp", kPlain}, Rhyme{"ươt", kPlain},
    Rhyme{"ươu", kPlain},
    // y; behind an onset see Onset::takes_y
    Rhyme{"y", kAlone | kBehindQu}, Rhyme{"ych", kBehindQu}, Rhyme{"yn", kBehindQu},
    Rhyme{"ynh", kBehindQu}, Rhyme{"yt", kBehindQu}, Rhyme{"yêm", kAlone},
    Rhyme{"yên", kAlone | kBehindQu}, Rhyme{"yêng", kAlone}, Rhyme{"yêt", kAlone | kBehindQu},
    Rhyme{"yêu", kAlone},
    // The lips rounded first: o before a, ă, e; u before the others. Behind q it is always u,
    // which is there taken for a part of the onset.
    Rhyme{"oa", kRound}, Rhyme{"oac", kRound}, Rhyme{"oach", kRound}, Rhyme{"oai", kRound},
    Rhyme{"oam", kRound}, Rhyme{"oan", kRound}, Rhyme{"oang", kRound}, Rhyme{"oanh", kRound},
    Rhyme{"oao", kRound}, Rhyme{"oap", kRound}, Rhyme{"oat", kRound}, Rhyme{"oay", kRound},
    Rhyme{"oăc", kRound}, Rhyme{"oăm", kRound}, Rhyme{"oăn", kRound}, Rhyme{"oăng", kRound},
    Rhyme{"oăt", kRound}, Rhyme{"oe", kRound}, Rhyme{"oem", kRound}, Rhyme{"oen", kRound},
    Rhyme{"oeo", kRound}, Rhyme{"oet", kRound}, Rhyme{"uân", kRound}, Rhyme{"uâng", kRound},
    Rhyme{"uât", kRound}, Rhyme{"uây", kRound}, Rhyme{"uê", kRound}, Rhyme{"uêch", kRound},
    Rhyme{"uênh", kRound}, Rhyme{"uêu", kRound}, Rhyme{"uơ", kRound}, Rhyme{"uy", kRound},
    Rhyme{"uya", kRound}, Rhyme{"uych", kRound}, Rhyme{"uyn", kRound}, Rhyme{"uynh", kRound},
    Rhyme{"uyp", kRound}, Rhyme{"uyt", kRound}, Rhyme{"uyu", kRound}, Rhyme{"uyên", kRound},
    Rhyme{"uyêt", kRound}};

// Words that came from French with their things (bus, joint, barrel, type, veil), and break one
// rule each.
constexpr std::array kLoans = {run_of("buyt"), run_of("gioăng"), run_of("phuy"), run_of("typ"),
                               run_of("voan")};

// Which onsets stand before a rhyme, by the first letter of the rhyme.
enum class Spelling {
  kAny,
  kBeforeFront,  // k, gh, ngh: before e, ê, i, y.
  kBeforeBack,   // c, g, ng: before the others.
};

struct Onset {
  std::string_view letters;
  Spelling spelling;
  bool rounds_lips;  // Goes with no rhyme that begins with rounded lips.
  bool takes_y;      // May have y for i as its whole rhyme: kỹ, and in names Vỹ, Thy.
};

// Longest first where one begins another. qu and gi are handled apart.
constexpr std::array kOnsets = {Onset{"ngh", Spelling::kBeforeFront, true, false},
                                Onset{"ng", Spelling::kBeforeBack, false, false},
                                Onset{"nh", Spelling::kAny, false, true},
                                Onset{"n", Spelling::kAny, false, true},
                                Onset{"ch", Spelling::kAny, false, false},
                                Onset{"c", Spelling::kBeforeBack, true, false},
                                Onset{"gh", Spelling::kBeforeFront, true, false},
                                Onset{"g", Spelling::kBeforeBack, false, false},
                                Onset{"kh", Spelling::kAny, false, true},
                                Onset{"k", Spelling::kBeforeFront, true, true},
                                Onset{"ph", Spelling::kAny, true, false},
                                Onset{"p", Spelling::kAny, true, false},
                                Onset{"th", Spelling::kAny, false, true},
                                Onset{"tr", Spelling::kAny, false, false},
                                Onset{"t", Spelling::kAny, false, true},
                                Onset{"b", Spelling::kAny, true, false},
                                Onset{"d", Spelling::kAny, false, true},
                                Onset{"đ", Spelling::kAny, false, false},
                                Onset{"h", Spelling::kAny, false, true},
                                Onset{"l", Spelling::kAny, false, true},
                                Onset{"m", Spelling::kAny, true, true},
                                Onset{"r", Spelling::kAny, false, false},
                                Onset{"s", Spelling::kAny, false, true},
                                Onset{"v", Spelling::kAny, true, true},
                                Onset{"x", Spelling::kAny, false, false}};

// A rhyme ready to be searched.
struct Entry {
  Run run = 0;
  Place places = 0;
};
constexpr bool run_less(const Entry& a, const Entry& b) { return a.run < b.run; }

constexpr std::array<Entry, kRhymes.size()> make_entries() {
  std::array<Entry, kRhymes.size()> entries{};
  for (std::size_t i = 0; i < kRhymes.size(); ++i) {
    entries[i] = {run_of(kRhymes[i].letters), kRhymes[i].places};
  }
  std::sort(entries.begin(), entries.end(), run_less);
  return entries;
}
constexpr std::array<Entry, kRhymes.size()> kEntries = make_entries();

constexpr Code kE = code_of(u'e');
constexpr Code kECircumflex = code_of(u'ê');
constexpr Code kI = code_of(u'i');
constexpr Code kY = code_of(u'y');
constexpr Code kG = code_of(u'g');
constexpr Code kQ = code_of(u'q');
constexpr Code kU = code_of(u'u');
constexpr Code kVowelsEnd = code_of(u'y') + 1;

bool is_front(Code vowel) {
  return vowel == kE || vowel == kECircumflex || vowel == kI || vowel == kY;
}

bool is_loan(Run run) { return std::find(kLoans.begin(), kLoans.end(), run) != kLoans.end(); }

struct OnsetCodes {
  std::array<Code, 3> codes{};
  std::size_t size = 0;
};

constexpr std::array<OnsetCodes, kOnsets.size()> make_onset_codes() {
  std::array<OnsetCodes, kOnsets.size()> made{};
  for (std::size_t i = 0; i < kOnsets.size(); ++i) {
    const Letters letters = *letters_of(kOnsets[i].letters);
    made[i].size = letters.size;
    for (std::size_t j = 0; j < letters.size; ++j) made[i].codes[j] = letters.codes[j];
  }
  return made;
}
constexpr std::array<OnsetCodes, kOnsets.size()> kOnsetCodes = make_onset_codes();

// The place in kOnsets of the onset of `letters`; kOnsets.size() for none.
std::size_t find_onset(const Letters& letters) {
  if (letters.codes[0] < kVowelsEnd) return kOnsets.size();
  for (std::size_t i = 0; i < kOnsets.size(); ++i) {
    const OnsetCodes& onset = kOnsetCodes[i];
    if (onset.size <= letters.size &&
        std::equal(onset.codes.begin(),
                   onset.codes.begin() + static_cast<std::ptrdiff_t>(onset.size),
                   letters.codes.begin())) {
      return i;
    }
  }
  return kOnsets.size();
}

Place places_of(Run run) {
  const auto found = std::lower_bound(kEntries.begin(), kEntries.end(), Entry{run, 0}, run_less);
  return found != kEntries.end() && found->run == run ? found->places : Place{0};
}

// Onset and rhyme.
bool are_legal(const Letters& letters) {
  const Code first = letters.codes[0];
  if (first < kVowelsEnd) return (places_of(letters.run(0)) & kAlone) != 0;
  if (is_loan(letters.run(0))) return true;
  if (first == kQ) {
    return letters.size > 2 && letters.codes[1] == kU &&
           (places_of(letters.run(2)) & kBehindQu) != 0;
  }
  if (first == kG && letters.size > 1 && letters.codes[1] == kI) {
    // gi swallows the i of the rhyme: gì, gìn, giếng; before another vowel it has lent it: gia.
    if ((places_of(letters.run(1)) & kBehind) != 0) return true;
    const Code next = letters.codes[2];
    return next != 0 && next != kI && next != kY && (places_of(letters.run(2)) & kBehind) != 0;
  }
  const std::size_t index = find_onset(letters);
  if (index == kOnsets.size()) return false;
  const std::size_t size = kOnsetCodes[index].size;
  if (size == letters.size) return false;
  const Onset& onset = kOnsets[index];
  const bool front = is_front(letters.codes[size]);
  if (onset.spelling == Spelling::kBeforeFront && !front) return false;
  if (onset.spelling == Spelling::kBeforeBack && front) return false;
  if (letters.codes[size] == kY) return onset.takes_y && size + 1 == letters.size;
  const Place places = places_of(letters.run(size));
  return (places & kBehind) != 0 || ((places & kBehindWide) != 0 && !onset.rounds_lips);
}

bool ends_in_stop(std::string_view letters) {
  return letters.ends_with('c') || letters.ends_with('p') || letters.ends_with('t') ||
         letters.ends_with("ch");
}

}  // namespace

bool is_legal_syllable(std::string_view exact) {
  char tone = '0';
  if (exact.size() > 2 && exact[exact.size() - 2] == '~') {
    tone = exact.back();
    if (tone < '1' || tone > '5') return false;
    exact.remove_suffix(2);
  }
  if (tone >= '2' && tone <= '4' && ends_in_stop(exact)) return false;
  const std::optional<Letters> letters = letters_of(exact);
  return letters && are_legal(*letters);
}

}  // namespace kho::index

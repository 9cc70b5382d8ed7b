#include "ingest/text/vietnamese_letters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace kho::ingest {
namespace {

using namespace std::string_view_literals;

struct Row {
  char folded;
  std::u16string_view letters;
};

constexpr std::array kRows = {Row{'a', u"ÀÁÂÃàáâãĂăẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"},
                              Row{'d', u"Đđ"},
                              Row{'e', u"ÈÉÊèéêẸẹẺẻẼẽẾếỀềỂểỄễỆệ"},
                              Row{'i', u"ÌÍìíĨĩỈỉỊị"},
                              Row{'o', u"ÒÓÔÕòóôõƠơỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"},
                              Row{'u', u"ÙÚùúŨũƯưỤụỦủỨứỪừỬửỮữỰự"},
                              Row{'y', u"ÝýỲỳỴỵỶỷỸỹ"}};

// By code point: Latin up to ư, and Latin Extended Additional.
constexpr char32_t kLowEnd = 0x01B1;
constexpr char32_t kHighBegin = 0x1EA0;
constexpr char32_t kHighEnd = 0x1EFA;

constexpr std::size_t index_of(char32_t letter) {
  return letter < kLowEnd ? letter : letter - kHighBegin + kLowEnd;
}

using Table = std::array<char, kLowEnd + kHighEnd - kHighBegin>;

constexpr Table make_table() {
  Table table{};
  for (char32_t letter = U'a'; letter <= U'z'; ++letter) {
    table[letter] = static_cast<char>(letter);
    table[letter - U'a' + U'A'] = static_cast<char>(letter);
  }
  for (const Row& row : kRows) {
    for (const char16_t letter : row.letters) table[index_of(letter)] = row.folded;
  }
  return table;
}
constexpr Table kFolded = make_table();

// Longest first where one begins another.
constexpr std::array kOnsets = {"ngh"sv, "ng"sv, "nh"sv, "n"sv, "ch"sv, "c"sv, "gh"sv,
                                "gi"sv,  "g"sv,  "kh"sv, "k"sv, "ph"sv, "p"sv, "qu"sv,
                                "th"sv,  "tr"sv, "t"sv,  "b"sv, "d"sv,  "h"sv, "l"sv,
                                "m"sv,   "r"sv,  "s"sv,  "v"sv, "x"sv};

// Vowels that end a syllable, and those that stand before a final consonant.
constexpr std::array kOpenVowels = {"a"sv,   "e"sv,   "i"sv,   "o"sv,   "u"sv,   "y"sv,   "ai"sv,
                                    "ao"sv,  "au"sv,  "ay"sv,  "eo"sv,  "eu"sv,  "ia"sv,  "iu"sv,
                                    "oa"sv,  "oe"sv,  "oi"sv,  "ua"sv,  "ue"sv,  "ui"sv,  "uo"sv,
                                    "uu"sv,  "uy"sv,  "ieu"sv, "yeu"sv, "oai"sv, "oao"sv, "oay"sv,
                                    "oeo"sv, "uay"sv, "ueu"sv, "uoi"sv, "uou"sv, "uya"sv, "uyu"sv};
constexpr std::array kClosedVowels = {"a"sv,  "e"sv,  "i"sv,  "o"sv,  "u"sv,  "y"sv,
                                      "ie"sv, "ye"sv, "oa"sv, "oe"sv, "oo"sv, "ua"sv,
                                      "ue"sv, "uo"sv, "uy"sv, "uye"sv};
constexpr std::array kFinals = {"ng"sv, "nh"sv, "n"sv, "ch"sv, "c"sv, "m"sv, "p"sv, "t"sv};

template <std::size_t kSize>
bool contains(const std::array<std::string_view, kSize>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

bool is_rhyme(std::string_view text) {
  if (contains(kOpenVowels, text)) return true;
  return std::ranges::any_of(kFinals, [&](std::string_view final) {
    return text.ends_with(final) &&
           contains(kClosedVowels, text.substr(0, text.size() - final.size()));
  });
}

}  // namespace

char folded_letter(char32_t letter) {
  const bool is_in_table = letter < kLowEnd || (letter >= kHighBegin && letter < kHighEnd);
  return is_in_table ? kFolded[index_of(letter)] : '\0';
}

bool is_folded_syllable(std::string_view folded) {
  constexpr std::size_t kLettersMax = 7;  // nghiêng
  if (folded.empty() || folded.size() > kLettersMax) return false;
  if (is_rhyme(folded)) return true;
  // "gi" and "qu" take a letter of the rhyme or not: gin, gia; one reading is enough.
  return std::ranges::any_of(kOnsets, [&](std::string_view onset) {
    return folded.starts_with(onset) && is_rhyme(folded.substr(onset.size()));
  });
}

}  // namespace kho::ingest

#include "tools/tthc/text.h"

#include <optional>
#include <stdexcept>

namespace kho::tthc {
namespace {

// Rows are tones (none, grave, acute, hook, tilde, dot), columns are vowels; first the small
// letters, then the capitals.
constexpr std::array<TextView, 6> kVowels{U"aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", U"àằầèềìòồờùừỳÀẰẦÈỀÌÒỒỜÙỪỲ",
                                          U"áắấéếíóốớúứýÁẮẤÉẾÍÓỐỚÚỨÝ", U"ảẳẩẻểỉỏổởủửỷẢẲẨẺỂỈỎỔỞỦỬỶ",
                                          U"ãẵẫẽễĩõỗỡũữỹÃẴẪẼỄĨÕỖỠŨỮỸ", U"ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ"};
constexpr std::array<char32_t, 6> kToneMarks{0, 0x300, 0x301, 0x309, 0x303, 0x323};
constexpr std::size_t kVowelCount = 12;

struct Vowel {
  std::size_t tone;
  std::size_t column;
};

std::optional<Vowel> find_vowel(char32_t letter) {
  for (std::size_t tone = 0; tone < kVowels.size(); ++tone) {
    const std::size_t column = kVowels[tone].find(letter);
    if (column != TextView::npos) return Vowel{tone, column};
  }
  return std::nullopt;
}

// `letter` with a combining mark on it, or 0 where Vietnamese has no such letter. Some of the
// portal's ministries send decomposed text, and some put the tone before the circumflex.
char32_t compose(char32_t letter, char32_t mark) {
  const auto vowel = find_vowel(letter);
  if (!vowel) return 0;
  for (std::size_t tone = 1; tone < kVowels.size(); ++tone) {
    if (mark == kToneMarks[tone]) return vowel->tone == 0 ? kVowels[tone][vowel->column] : 0;
  }
  constexpr std::array<std::array<char32_t, 3>, 6> kShapes{{{U'a', 0x306, U'ă'},
                                                            {U'a', 0x302, U'â'},
                                                            {U'e', 0x302, U'ê'},
                                                            {U'o', 0x302, U'ô'},
                                                            {U'o', 0x31B, U'ơ'},
                                                            {U'u', 0x31B, U'ư'}}};
  const std::size_t capital = vowel->column / kVowelCount * kVowelCount;
  const char32_t plain = kVowels[0][vowel->column - capital];
  for (const auto& [base, shape, result] : kShapes) {
    if (plain == base && mark == shape) {
      return kVowels[vowel->tone][kVowels[0].find(result) + capital];
    }
  }
  return 0;
}

char32_t lower(char32_t letter) {
  if (letter >= U'A' && letter <= U'Z') return letter + 32;
  if (letter == U'Đ') return U'đ';
  const auto vowel = find_vowel(letter);
  if (!vowel) return letter;
  return kVowels[vowel->tone][vowel->column % kVowelCount];
}

bool invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

}  // namespace

Text decode(std::string_view utf8) {
  Text text;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > utf8.size()) throw std::runtime_error("text ends inside a character");
    char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t j = 1; j < length; ++j) {
      point = point << 6 | (static_cast<unsigned char>(utf8[i + j]) & 0x3Fu);
    }
    text += point;
    i += length;
  }
  return text;
}

std::string encode(TextView text) {
  std::string utf8;
  const auto put = [&utf8](char32_t byte) { utf8 += static_cast<char>(byte); };
  constexpr std::array<char32_t, 4> kLeads{0, 0xC0, 0xE0, 0xF0};
  for (const char32_t point : text) {
    std::size_t more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    put(kLeads[more] | point >> 6 * more);
    while (more-- > 0) put(0x80 | (point >> 6 * more & 0x3F));
  }
  return utf8;
}

Text lower(TextView text) {
  Text result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char32_t c) { return lower(c); });
  return result;
}

bool is_upper(char32_t c) { return lower(c) != c; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) {
  return is_upper(c) || (c >= U'a' && c <= U'z') || c == U'đ' || find_vowel(c).has_value();
}

Text tidy(TextView raw) {
  Text text;
  for (char32_t c : raw) {
    if (invisible(c)) continue;
    const bool blank = c <= 0x20 || c == 0xA0 || (c >= 0xE000 && c <= 0xF8FF);
    if (blank) {
      if (!text.empty() && text.back() != U' ') text += U' ';
      continue;
    }
    if (!text.empty()) {
      if (const char32_t composed = compose(text.back(), c)) {
        text.back() = composed;
        continue;
      }
    }
    text += c;
  }
  if (!text.empty() && text.back() == U' ') text.pop_back();
  return text;
}

}  // namespace kho::tthc

#include "ingest/facts/document_number.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/facts/date_reading.h"
#include "ingest/facts/tax_code.h"
#include "ingest/facts/words.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kNumberMax = 60;  // Characters: the width that archives have for it.
constexpr std::size_t kSerialMin = 5;
constexpr std::size_t kRunningNumberMax = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

// Abbreviations that lost the stroke of their Đ, or that OCR reads in one wrong way.
struct Spelling {
  std::u32string_view seen;
  std::u32string_view right;
};
constexpr auto kSpellings = std::to_array<Spelling>({
    {U"QD", U"QĐ"},           {U"OĐ", U"QĐ"},         {U"QDĐ", U"QĐ"},
    {U"ND", U"NĐ"},           {U"CD", U"CĐ"},         {U"HDND", U"HĐND"},
    {U"HDNT", U"HĐNT"},       {U"HDMB", U"HĐMB"},     {U"HDLD", U"HĐLĐ"},
    {U"UBNĐ", U"UBND"},       {U"LDTBXH", U"LĐTBXH"}, {U"BLDTBXH", U"BLĐTBXH"},
    {U"SLDTBXH", U"SLĐTBXH"}, {U"BGDDT", U"BGDĐT"},   {U"SGDDT", U"SGDĐT"},
    {U"KHDT", U"KHĐT"},       {U"BKHDT", U"BKHĐT"},   {U"SKHDT", U"SKHĐT"},
    {U"BLDTB", U"BLĐTB"},     {U"TTG", U"TTg"},       {U"TTR", U"TTr"},
});

// One character of a number: how it is written, its plain letter, where it stands.
struct Sign {
  char32_t letter;
  char plain;
  std::size_t at;
};

// The signs from `begin` on that may belong to a number. Blanks are left out beside "/" and "-",
// and between digits before the first "/".
std::vector<Sign> read_signs(const PageText& page, std::size_t begin, std::size_t end) {
  std::vector<Sign> signs;
  const std::string_view plain = page.plain();
  bool has_slash = false;
  for (std::size_t i = begin; i < end && signs.size() <= kNumberMax; ++i) {
    const char c = plain[i];
    if (is_digit(c) || is_letter(c) ||
        ((c == '/' || c == '-' || c == '.' || c == '_') && (!signs.empty() || c == '.'))) {
      if (signs.empty() && c == '.') continue;
      has_slash = has_slash || c == '/';
      signs.push_back({page.at(i), c, i});
      continue;
    }
    if (c > ' ' || signs.empty()) break;
    std::size_t next = i;
    while (next < end && plain[next] <= ' ') ++next;
    if (next == end) break;
    const char before = signs.back().plain;
    const char behind = plain[next];
    bool joins = false;
    if (behind == '/' || before == '/') {
      joins = true;
    } else if (before == '-' || behind == '-') {
      // " - " joins an abbreviation in capitals, not the next sentence.
      std::size_t word = behind == '-' ? next + 1 : next;
      while (word < end && plain[word] <= ' ') ++word;
      joins =
          has_slash && word + 1 < end && page.is_capital_at(word) && page.is_capital_at(word + 1);
    } else {
      joins = !has_slash && is_digit(before) && is_digit(behind);
    }
    if (!joins) break;
    i = next - 1;
  }
  while (!signs.empty() && !is_digit(signs.back().plain) && !is_letter(signs.back().plain)) {
    signs.pop_back();
  }
  return signs;
}

std::vector<std::vector<Sign>> parts_of(const std::vector<Sign>& signs) {
  std::vector<std::vector<Sign>> parts(1);
  for (const Sign& sign : signs) {
    if (sign.plain == '/') {
      parts.emplace_back();
    } else {
      parts.back().push_back(sign);
    }
  }
  return parts;
}

struct Reading {
  std::string value;
  bool is_repaired = false;
};

// "12", "l2", "12a": digits, where at least one is one, and perhaps a capital behind them.
std::optional<Reading> running_number(const std::vector<Sign>& part) {
  if (part.empty() || part.size() > kRunningNumberMax ||
      std::none_of(part.begin(), part.end(), [](const Sign& s) { return is_digit(s.plain); })) {
    return std::nullopt;
  }
  Reading reading;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i].plain;
    const char digit = digit_for(c);
    const bool last = i + 1 == part.size() && i > 0;
    if (last && is_letter(c) && (digit == 0 || c == 'B' || c == 'D')) {
      append_utf8(reading.value, part[i].letter);
    } else if (digit != 0) {
      reading.value.push_back(digit);
      reading.is_repaired = reading.is_repaired || digit != c;
    } else {
      return std::nullopt;
    }
  }
  return reading;
}

bool is_year(const std::vector<Sign>& part) {
  if (part.size() != 4) return false;
  const auto reading = running_number(part);
  return reading && reading->value >= "1945" && reading->value <= "2199" &&
         std::all_of(reading->value.begin(), reading->value.end(), is_digit);
}

void append_spelt(std::u32string_view word, Reading& reading) {
  const auto spelling = std::find_if(kSpellings.begin(), kSpellings.end(),
                                     [&](const Spelling& s) { return s.seen == word; });
  if (spelling != kSpellings.end()) reading.is_repaired = true;
  for (const char32_t c : spelling == kSpellings.end() ? word : spelling->right) {
    append_utf8(reading.value, c);
  }
}

// "QĐ-UBND", "UBTVQH15", "TT-BLĐTBXH": capitals, few small letters among them.
std::optional<Reading> abbreviation(const std::vector<Sign>& part) {
  if (part.size() < 2 || !is_letter(part.front().plain)) return std::nullopt;
  Reading reading;
  std::u32string word;
  std::size_t capitals = 0;
  std::size_t small = 0;
  for (const Sign& sign : part) {
    if (sign.plain == '-' || sign.plain == '_' || sign.plain == '.') {
      append_spelt(word, reading);
      word.clear();
      reading.value.push_back(sign.plain == '_' ? '-' : sign.plain);
      continue;
    }
    if (is_small(sign.plain)) ++small;
    if (is_letter(sign.plain) && !is_small(sign.plain)) ++capitals;
    // Only Đ and Ư are letters of abbreviations; other marks are specks.
    if (sign.letter > 0x7F && sign.letter != U'Đ' && sign.letter != U'Ư') {
      reading.is_repaired = true;
      word.push_back(sign.letter == U'đ' ? U'Đ' : static_cast<char32_t>(sign.plain));
    } else {
      word.push_back(sign.letter);
    }
  }
  append_spelt(word, reading);
  if (capitals == 0 || small > capitals) return std::nullopt;
  return reading;
}

// 12/QĐ-UBND, 38/2022/NĐ-CP, 046/2025/ATTP-SCT, 01/2026/HĐNT
std::optional<Reading> official_number(const std::vector<Sign>& signs) {
  std::vector<std::vector<Sign>> parts = parts_of(signs);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  auto number = running_number(parts[0]);
  if (!number) return std::nullopt;
  std::size_t next = 1;
  if (is_year(parts[1])) {
    const auto year = running_number(parts[1]);
    number->value += '/' + year->value;
    number->is_repaired = number->is_repaired || year->is_repaired;
    ++next;
  }
  if (next == parts.size()) return std::nullopt;
  for (; next < parts.size(); ++next) {
    const auto word = abbreviation(parts[next]);
    if (!word) return std::nullopt;
    number->value += '/' + word->value;
    number->is_repaired = number->is_repaired || word->is_repaired;
  }
  return number;
}

// 16E8002417, CNHQ-2231/24, PO/2026/07, 00000417: capitals and digits.
std::optional<Reading> serial_number(const std::vector<Sign>& signs) {
  Reading reading;
  std::size_t letters_and_digits = 0;
  bool has_digit = false;
  for (const Sign& sign : signs) {
    if (is_small(sign.plain)) return std::nullopt;
    if (is_letter(sign.plain) || is_digit(sign.plain)) ++letters_and_digits;
    has_digit = has_digit || is_digit(sign.plain);
    append_utf8(reading.value, sign.letter);
  }
  if (!has_digit || letters_and_digits < kSerialMin) return std::nullopt;
  return reading;
}

std::optional<Fact> number_at(const PageText& page, std::size_t begin, std::size_t end,
                              bool has_colon) {
  const std::vector<Sign> signs = read_signs(page, begin, end);
  if (signs.empty() || signs.size() > kNumberMax) return std::nullopt;
  const Span span{signs.front().at, signs.back().at + 1};
  if (const auto official = official_number(signs)) {
    const bool spaced = span.size() > signs.size() + 2;
    return make_fact(page, {span}, official->value,
                     official->is_repaired  ? kConfidenceRepaired
                     : has_colon && !spaced ? kConfidenceClear
                                            : kConfidenceLikely);
  }
  if (!has_colon) return std::nullopt;
  if (const auto serial = serial_number(signs)) {
    return make_fact(page, {span}, serial->value, kConfidenceLikely);
  }
  return std::nullopt;
}

// Behind the label of a number at the beginning of `line`.
struct Label {
  std::size_t end = 0;
  bool has_colon = false;
};

std::optional<Label> label_behind(const PageText& page, std::size_t i, Span line) {
  Label label{i, false};
  const std::string_view plain = page.plain();
  for (; label.end < line.end; ++label.end) {
    const char c = plain[label.end];
    if (c == ':' || c == ';' || c == '.') {
      label.has_colon = true;
    } else if (c > ' ') {
      break;
    }
  }
  if (label.end == line.end) return std::nullopt;
  if (!label.has_colon && (label.end == i || !is_digit(plain[label.end]))) return std::nullopt;
  return label;
}

// "Số:", "Sô", "S6:", "Luật số:", "Số / No.:"
std::optional<Label> find_label(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  for (const std::string_view word : {"so/no", "so / no", "so hieu", "so ky hieu", "so dang ky",
                                      "so", "se", "s6", "$o", "8o", "s0"}) {
    if (!text.starts_with(word)) continue;
    const std::size_t behind = line.begin + word.size();
    if (behind < line.end && is_letter(page.plain()[behind])) continue;
    auto label = label_behind(page, behind, line);
    // "Sè" is what a TCVN3 font has for "Số", and the beginning of other words.
    if (label && (word != "se" || label->has_colon)) return label;
  }
  for (const std::string_view kind :
       {"luat so", "bo luat so", "nghi quyet so", "phap lenh so", "lenh so", "quyet dinh so",
        "nghi dinh so", "thong tu so", "giay phep so", "hop dong so"}) {
    if (!begins_with(page, line, {kind})) continue;
    const std::size_t last = page.token_at(line.begin) + phrase_tokens(kind) - 1;
    const auto label = label_behind(page, page.tokens()[last].span.end, line);
    // Without a colon it is a paper that this one refers to.
    if (label && label->has_colon) return label;
  }
  return std::nullopt;
}

// "Số:" behind capitals, which stood in the line above or in the column beside, or behind the rule
// of a stamp.
std::optional<Label> find_inner_label(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  for (std::size_t at = text.find("so"); at != std::string_view::npos;
       at = text.find("so", at + 1)) {
    const std::size_t begin = line.begin + at;
    if (at == 0 || is_letter(page.plain()[begin - 1]) || !page.is_capital_at(begin)) continue;
    const bool is_behind_rule =
        std::string_view("-_=|").find(page.plain()[begin - 1]) != std::string_view::npos;
    if (!is_behind_rule && !page.is_capitals({line.begin, begin}, 2)) continue;
    const auto label = label_behind(page, begin + 2, line);
    if (label && label->has_colon) return label;
  }
  return std::nullopt;
}

// The first code behind one of the labels that registers print: a branch's own stands before that
// of its enterprise.
std::optional<Fact> register_code(const PageText& page) {
  constexpr auto kLabels = std::to_array<std::string_view>(
      {"ma so doanh nghiep", "ma so chi nhanh", "ma so hop tac xa", "ma so van phong dai dien",
       "ma so dia diem kinh doanh", "ma so ho kinh doanh", "ma so thue"});
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    for (const std::string_view label : kLabels) {
      if (!has_phrase(page, i, label)) continue;
      if (const auto code = read_tax_code(page, i + phrase_tokens(label))) {
        return make_fact(page, {code->span}, code->value,
                         code->is_repaired ? kConfidenceRepaired : kConfidenceClear);
      }
    }
  }
  return std::nullopt;
}

// "AB 123456", alone in its line or behind its label: the serial of a land use certificate.
std::optional<Fact> land_serial(const PageText& page) {
  for (Span line : page.lines()) {
    if (begins_with(page, line, {"so phat hanh :"})) {
      line.begin = page.plain().find(':', line.begin) + 1;
      line = page.trimmed(line);
    }
    const std::string_view text = page.plain().substr(line.begin, line.size());
    if (text.size() < 8 || text.size() > 12) continue;
    const std::size_t digits = text.find_first_of("0123456789");
    if (digits != 2 && digits != 3) continue;
    if (!is_letter(text[0]) || !is_letter(text[1]) || is_small(text[0]) || is_small(text[1]) ||
        (digits == 3 && text[2] != ' ')) {
      continue;
    }
    const std::string_view number = text.substr(digits);
    if (number.size() < 6 || number.size() > 8 ||
        !std::all_of(number.begin(), number.end(), is_digit)) {
      continue;
    }
    std::string value = page.text({line.begin, line.begin + 2}) + ' ' + std::string(number);
    return make_fact(page, {line}, std::move(value), kConfidenceLikely);
  }
  return std::nullopt;
}

// Behind "Số hiệu:", wherever it stands on the page: diplomas have it at the foot.
std::optional<Fact> diploma_number(const PageText& page) {
  for (const Span& line : page.lines()) {
    if (!begins_with(page, line, {"so hieu"})) continue;
    if (auto number = number_in_line(page, line)) return number;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fact> number_in_line(const PageText& page, Span line) {
  constexpr std::size_t kLineMax = 300;
  line.end = std::min(line.end, line.begin + kLineMax);
  bool inner = false;
  std::optional<Label> label = find_label(page, line);
  if (!label) {
    label = find_inner_label(page, line);
    inner = true;
  }
  if (!label) return std::nullopt;
  auto number = number_at(page, label->end, line.end, label->has_colon);
  if (number && inner) number->confidence = std::min(number->confidence, kConfidenceLikely);
  return number;
}

std::optional<Fact> find_number(std::span<const PageText> pages, const Head& head,
                                const std::optional<Title>& title) {
  if (head.page == nullptr) return std::nullopt;
  const std::string type =
      title ? squeezed(head.page->lower(head.cells[title->cell].span)) : std::string();
  const bool is_registration = type.starts_with("giaychungnhandangky");
  if (is_registration) {
    if (auto code = register_code(*head.page)) return code;
  }
  for (const Cell& cell : head.cells) {
    if (cell.kind != Cell::Kind::kText) continue;
    if (auto number = number_in_line(*head.page, cell.span)) return number;
  }
  if (type.starts_with("bang") || type.starts_with("chungchi")) {
    if (auto number = diploma_number(*head.page)) return number;
  }
  const bool is_land =
      title && title->type.title.value.find("QUYỀN SỬ DỤNG ĐẤT") != std::string::npos;
  if (is_land) {
    for (const PageText& page : pages.first(std::min<std::size_t>(pages.size(), 4))) {
      if (auto serial = land_serial(page)) return serial;
    }
  }
  return std::nullopt;
}

}  // namespace kho::ingest

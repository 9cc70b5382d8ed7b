// tools/tthc_catalogue.cpp - kho-tthc-catalogue: the national procedure list as a catalogue file.
//
//   kho-tthc-catalogue INPUT.jsonl > catalogue.jsonl
//
// INPUT has one procedure a line as crawled from the national portal: ma_thu_tuc, ten_thu_tuc,
// linh_vuc, ket_qua_xu_ly (names and "Mã: KQ..." run together) and thanh_phan, a list of {ten}.
// The output follows docs/catalogue.md: every type first, then every procedure.
//
// The portal's items are free text, so the work here is telling papers from prose. What is left
// out is counted by reason on stderr; a name is never shortened for its length. Type codes come
// from the cleaned lower-case name, so a paper that is called the same in two procedures is one
// type, and a second run gives the same codes. Text is handled as code points with a table of
// Vietnamese letters of its own: index/ folds text for searching, which is not identity.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Text = std::u32string;
using TextView = std::u32string_view;

// ---- UTF-8 and Vietnamese letters ----------------------------------------------------------

// The JSON parser has checked that `utf8` is well formed.
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

// ---- Names -----------------------------------------------------------------------------------

template <std::size_t kSize>
bool starts_with_any(TextView text, const std::array<TextView, kSize>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](TextView prefix) { return text.starts_with(prefix); });
}

constexpr TextView kBlankOrStop = U" .,;:…";
constexpr TextView kBullets = U"-+*•–.,;:…)/#> ";

bool invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

// Composed, without invisible characters and symbol-font bullets, blanks run together.
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

// Where the text begins after "a) ", "(ii) ", "1.2. ", "- ", "++ "; the numbers in "02 ảnh" stay.
TextView without_enumerator(TextView text) {
  while (!text.empty()) {
    if (kBullets.find(text.front()) != TextView::npos) {
      text.remove_prefix(1);
      continue;
    }
    std::size_t i = text.front() == U'(' ? 1 : 0;
    const std::size_t start = i;
    constexpr std::size_t kLongestEnumerator = 6;
    while (i < text.size() && i - start < kLongestEnumerator &&
           (is_digit(text[i]) || (text[i] < 0x80 && is_letter(text[i])) || text[i] == U'đ' ||
            (text[i] == U'.' && i + 1 < text.size() && text[i + 1] != U' '))) {
      ++i;
    }
    const TextView label = text.substr(start, i - start);
    const bool numeric = !label.empty() && is_digit(label.back());
    const bool roman = label.find_first_not_of(U"ivxIVX") == TextView::npos;
    const bool letter = label.size() == 1 || (label.size() > 2 && label[1] == U'.');
    if (i == start || i >= text.size() || !(numeric || roman || letter)) return text;
    const bool closed = text[i] == U')' || (start == 0 && text[i] == U'.' && i + 1 < text.size() &&
                                            text[i + 1] == U' ');
    if (!closed) return text;
    text.remove_prefix(i + 1);
  }
  return text;
}

bool ends_with_file(TextView text) {
  const Text folded = lower(text);
  constexpr std::array<TextView, 11> kExtensions{U".doc",  U".docx", U".pdf", U".xls",
                                                 U".xlsx", U".rar",  U".zip", U".odt",
                                                 U".rtf",  U".jpg",  U".png"};
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](TextView extension) { return folded.ends_with(extension); });
}

// Whether a file name may be glued on at `i`: no blank on either side, and a change of character
// that prose does not have there: "khoáng sản|Mau 05", "NĐ-CP;|Mẫu", "2026|Mau", "BNNMT|Mus".
bool seam(TextView text, std::size_t i) {
  const char32_t before = text[i - 1];
  const char32_t after = text[i];
  const bool starts_name = is_letter(after) || is_digit(after);
  const bool capitalised =
      is_upper(after) && i + 1 < text.size() && is_letter(text[i + 1]) && !is_upper(text[i + 1]);
  if (TextView(U";,)”\":").find(before) != TextView::npos) return starts_name;
  if (before == U'.') {
    constexpr std::size_t kLongestExtension = 4;
    if (i < 2 || text.size() - i <= kLongestExtension) return false;
    return is_digit(text[i - 2]) ? is_letter(after) : starts_name;
  }
  if (is_letter(before) && !is_upper(before)) return is_upper(after);
  if (is_digit(before)) return capitalised;
  return is_upper(before) && capitalised && text.substr(i, 2) != U"Tg";  // "QĐ-TTg" is one word.
}

// Seams that prose may have too, tried where there is none of the above: "mẫu|văn bản đề nghị",
// then "nuôi|08".
bool weak_seam(TextView text, std::size_t i) {
  constexpr std::array<TextView, 8> kFileWords{U"mẫu ",    U"mau ",     U"văn bản ", U"đơn ",
                                               U"báo cáo", U"bản khai", U"phu luc",  U"tờ khai"};
  return is_letter(text[i - 1]) && starts_with_any(text.substr(i), kFileWords);
}
bool number_seam(TextView text, std::size_t i) {
  return is_letter(text[i - 1]) && is_digit(text[i]);
}

// The portal glues the names of attached templates to an item: "...Chính phủ;Mẫu số 01.docx".
TextView without_attachments(TextView text) {
  constexpr std::size_t kLongestFileName = 130;
  while (ends_with_file(text)) {
    const std::size_t first = text.size() > kLongestFileName ? text.size() - kLongestFileName : 2;
    std::size_t cut = 0;
    for (const auto is_seam : {seam, weak_seam, number_seam}) {
      for (std::size_t i = first; i < text.size() && cut == 0; ++i) {
        if (is_seam(text, i)) cut = i;
      }
    }
    if (cut == 0) break;
    text = text.substr(0, cut);
  }
  return text;
}

// Ends in "Hợp đồng bảo đảm (" where the portal lost the rest of a sentence.
TextView without_tail(TextView text) {
  while (!text.empty() && (kBlankOrStop.find(text.back()) != TextView::npos ||
                           text.back() == U'(' || text.back() == U'-')) {
    text.remove_suffix(1);
  }
  return text;
}

Text clean_name(TextView tidied) {
  return Text(without_tail(without_enumerator(without_attachments(without_tail(tidied)))));
}

// A procedure's name or field: tidied, and without the full stop that some end in.
std::string title(const std::string& raw) { return encode(without_tail(tidy(decode(raw)))); }

// ---- What an item is -------------------------------------------------------------------------

enum class Item { kPaper, kOr, kPunctuation, kProse, kHeading, kQuantity, kFragment };

constexpr std::array<const char*, 7> kItemNames{
    "papers",        "\"hoặc\" alone",   "punctuation only",         "explanatory sentences",
    "headings only", "number of copies", "pieces of a torn sentence"};

// `raw` is tidied lower-case text, `name` the cleaned lower-case name.
Item classify(TextView raw, TextView name) {
  if (name == U"hoặc") return Item::kOr;
  if (std::none_of(name.begin(), name.end(), [](char32_t c) { return is_letter(c); })) {
    return Item::kPunctuation;
  }
  constexpr std::array<TextView, 7> kFragments{U"có chứng thực", U"kèm bản chính", U"kèm theo bản",
                                               U"(khoản",        U"(điểm",         U"có xác nhận",
                                               U"công chứng)"};
  constexpr std::size_t kShortestName = 4;
  if (name.size() < kShortestName || raw.starts_with(U")") || starts_with_any(name, kFragments))
    return Item::kFragment;
  if (name.starts_with(U"số lượng")) return Item::kQuantity;
  if (name.size() < 10 && name.ends_with(U" bộ")) return Item::kQuantity;
  const TextView unbracketed = name.starts_with(U"(") ? name.substr(1) : name;
  constexpr std::array<TextView, 18> kProse{
      U"trường hợp",      U"trong trường", U"trừ trường hợp",  U"lưu ý",    U"ghi chú",
      U"người ",          U"cá nhân ",     U"cơ quan đăng ký", U"nếu ",     U"tùy từng",
      U"hồ sơ được lập",  U"tuỳ từng",     U"hồ sơ phải được", U"ngoài ra", U"việc nộp",
      U"đối với giấy tờ", U"không có",     U"các giấy tờ trên"};
  if (starts_with_any(unbracketed, kProse)) return Item::kProse;
  constexpr std::array<TextView, 8> kHeadings{U"giấy tờ phải", U"thành phần hồ sơ", U"hồ sơ",
                                              U"một trong",    U"đối với",          U"các giấy tờ",
                                              U"các tài liệu", U"xuất trình"};
  const bool announces = raw.ends_with(U":");
  if ((announces && starts_with_any(name, kHeadings)) || name == U"giấy tờ phải nộp" ||
      name == U"giấy tờ phải xuất trình" || name == U"thành phần hồ sơ") {
    return Item::kHeading;
  }
  return Item::kPaper;
}

// Written for one dossier: applications, declarations, requests, notices, reports, undertakings.
bool written_for_one_dossier(TextView name) {
  constexpr std::array<TextView, 6> kForms{
      U"bản chính hoặc biểu mẫu điện tử ", U"bản chính ", U"bản gốc ", U"01 ", U"02 ", U"1 "};
  for (bool again = true; again;) {
    again = false;
    for (const TextView form : kForms) {
      if (!name.starts_with(form)) continue;
      name.remove_prefix(form.size());
      again = true;
    }
  }
  constexpr std::array<TextView, 7> kIssuedSlips{
      U"phiếu lý lịch", U"phiếu an toàn",    U"phiếu kết quả", U"phiếu phân tích",
      U"phiếu kiểm",    U"phiếu xét nghiệm", U"phiếu xuất"};
  if (starts_with_any(name, kIssuedSlips)) return false;
  if (name.starts_with(U"đơn vị") || name.starts_with(U"đơn thuốc")) return false;
  constexpr std::array<TextView, 32> kWritten{U"đơn ",
                                              U"tờ khai",
                                              U"tờ trình",
                                              U"phiếu ",
                                              U"giấy đề nghị",
                                              U"giấy yêu cầu",
                                              U"giấy khai",
                                              U"giấy báo",
                                              U"giấy cam kết",
                                              U"giấy cam đoan",
                                              U"văn bản đề nghị",
                                              U"văn bản yêu cầu",
                                              U"văn bản đăng ký",
                                              U"văn bản thông báo",
                                              U"văn bản báo cáo",
                                              U"văn bản cam kết",
                                              U"văn bản đề xuất",
                                              U"công văn",
                                              U"đề nghị",
                                              U"bản đề nghị",
                                              U"bản khai",
                                              U"bản kê khai",
                                              U"bản đăng ký",
                                              U"bản cam kết",
                                              U"bản cam đoan",
                                              U"bản báo cáo",
                                              U"bản thông báo",
                                              U"thông báo",
                                              U"báo cáo",
                                              U"đăng ký ",
                                              U"mẫu hộ tịch điện tử",
                                              U"thể lệ"};
  return starts_with_any(name, kWritten);
}

// "nếu có" at the end, or a paper for one kind of applicant: asked for only in some cases.
bool conditional(TextView name) {
  return name.starts_with(U"đối với") || name.ends_with(U"(nếu có)") || name.ends_with(U"nếu có");
}

// ---- Types and procedures --------------------------------------------------------------------

std::string hash_code(std::string_view prefix, TextView folded) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, 64 bits.
  for (const char byte : encode(folded)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  return fmt::format("{}{}", prefix, fmt::format("{:016X}", hash).substr(0, 12));
}

struct Tally {
  std::array<std::size_t, kItemNames.size()> items{};
  std::size_t procedures = 0, without_requirements = 0, requirements = 0, or_groups = 0;
  std::size_t repeated = 0, attachments_kept = 0, results_without_code = 0, renamed_results = 0;
};

class Converter {
 public:
  void add(const nlohmann::ordered_json& crawled);
  void print(std::ostream& out) const;
  void print_summary() const;

 private:
  using Json = nlohmann::ordered_json;

  // The code of the component type called `name`, adding it where it is new.
  std::string component_type(const Text& name);
  Json requirements(const Json& parts);
  Json results(const std::string& crawled);

  std::map<std::string, Json> types_;         // By code.
  std::map<std::string, Text> folded_names_;  // Of component types; tells apart equal hashes.
  std::set<std::string> procedure_codes_;
  std::vector<Json> procedures_;
  Tally tally_;
};

std::string Converter::component_type(const Text& name) {
  const Text folded = lower(name);
  std::string code = hash_code("TP-", folded);
  const auto [known, inserted] = folded_names_.emplace(code, folded);
  if (!inserted && known->second != folded) throw std::runtime_error("two types have code " + code);
  if (inserted) {
    types_[code] = {{"record", "component_type"},
                    {"code", code},
                    {"name", encode(name)},
                    {"kind", "component"},
                    {"reusable", !written_for_one_dossier(folded)}};
  }
  return code;
}

nlohmann::ordered_json Converter::requirements(const Json& parts) {
  Json list = Json::array();
  std::set<std::string> seen;
  bool join = false;         // A "hoặc" stands before this item,
  bool after_paper = false;  // and what stands before that is the last of `list`.
  for (const Json& part : parts) {
    const Text raw = tidy(decode(part.at("ten").get<std::string>()));
    Text name = clean_name(raw);
    constexpr TextView kOr = U"hoặc ";
    if (lower(name).starts_with(kOr)) {
      join = true;
      name.erase(0, kOr.size());
    }
    const Item kind = classify(lower(raw), lower(name));
    ++tally_.items[static_cast<std::size_t>(kind)];
    if (kind == Item::kOr) {
      join = true;
      continue;
    }
    const bool joins = std::exchange(join, false) && after_paper;
    after_paper = kind == Item::kPaper;
    if (!after_paper) continue;
    if (ends_with_file(name)) ++tally_.attachments_kept;
    const std::string code = component_type(name);
    if (!seen.insert(code).second) {
      ++tally_.repeated;
      continue;
    }
    if (joins) {
      Json& before = list.back();
      if (before["any_of"].size() == 1) ++tally_.or_groups;
      before["any_of"].push_back(code);
      before["name"] = before["name"].get<std::string>() + "; hoặc " + encode(name);
      continue;
    }
    Json requirement{{"code", std::to_string(list.size() + 1)},
                     {"name", encode(name)},
                     {"any_of", Json::array({code})}};
    if (conditional(lower(name))) requirement["required"] = false;
    list.push_back(std::move(requirement));
  }
  tally_.requirements += list.size();
  return list;
}

// "Giấy phép AMã: KQ.G01.000051Giấy phép BMã: ...Từ khóa...": the code ends at its last digit.
nlohmann::ordered_json Converter::results(const std::string& crawled) {
  constexpr std::string_view kMark = "Mã:";
  Json codes = Json::array();
  std::string_view rest = crawled;
  rest = rest.substr(0, rest.find("Từ khóa"));
  for (std::size_t mark = rest.find(kMark); mark != std::string_view::npos;
       mark = rest.find(kMark)) {
    const Text name = clean_name(tidy(decode(rest.substr(0, mark))));
    rest.remove_prefix(mark + kMark.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    constexpr std::string_view kCodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    std::string code(rest.substr(0, std::min(rest.find_first_not_of(kCodeLetters), rest.size())));
    code.erase(code.find_last_of("0123456789") + 1);
    rest.remove_prefix(code.size());
    // Test entries and bare numbers name nothing; the name does.
    if (code.find("KQ") == std::string::npos && !code.starts_with("TP-G")) {
      ++tally_.results_without_code;
      if (name.empty()) continue;
      code = hash_code("KQ-", lower(name));
    }
    const auto [type, inserted] = types_.try_emplace(code, Json{{"record", "component_type"},
                                                                {"code", code},
                                                                {"name", encode(name)},
                                                                {"kind", "result"}});
    if (type->second["name"].get<std::string>().empty()) {
      type->second["name"] = name.empty() ? code : encode(name);
    } else if (!inserted && lower(decode(type->second["name"].get<std::string>())) != lower(name)) {
      ++tally_.renamed_results;
    }
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  }
  return codes;
}

void Converter::add(const Json& crawled) {
  const std::string code = crawled.at("ma_thu_tuc");
  if (!procedure_codes_.insert(code).second) throw std::runtime_error("repeated procedure " + code);
  Json procedure{{"record", "procedure"},
                 {"code", code},
                 {"name", title(crawled.at("ten_thu_tuc"))},
                 {"field", title(crawled.at("linh_vuc"))},
                 {"requirements", requirements(crawled.at("thanh_phan"))},
                 {"results", results(crawled.at("ket_qua_xu_ly").get<std::string>())}};
  ++tally_.procedures;
  if (procedure["requirements"].empty()) ++tally_.without_requirements;
  procedures_.push_back(std::move(procedure));
}

void Converter::print(std::ostream& out) const {
  for (const auto& [code, type] : types_) out << type.dump() << '\n';
  for (const Json& procedure : procedures_) out << procedure.dump() << '\n';
}

void Converter::print_summary() const {
  std::size_t reusable = 0;
  std::size_t result_types = 0;
  for (const auto& [code, type] : types_) {
    if (type["kind"] == "result") {
      ++result_types;
    } else if (type["reusable"].get<bool>()) {
      ++reusable;
    }
  }
  const std::size_t components = types_.size() - result_types;
  fmt::print(stderr, "{} procedures, {} of them without requirements\n", tally_.procedures,
             tally_.without_requirements);
  fmt::print(stderr, "{} requirements, {} of them OR-groups\n", tally_.requirements,
             tally_.or_groups);
  fmt::print(stderr, "{} component types ({} reusable, {} written for one dossier)\n", components,
             reusable, components - reusable);
  fmt::print(stderr, "{} result types; {} results without a usable code; {} under a second name\n",
             result_types, tally_.results_without_code, tally_.renamed_results);
  fmt::print(stderr, "items left out:\n");
  for (std::size_t i = 1; i < kItemNames.size(); ++i) {
    fmt::print(stderr, "  {:6} {}\n", tally_.items[i], kItemNames[i]);
  }
  fmt::print(stderr, "  {:6} repeated in the same procedure\n", tally_.repeated);
  fmt::print(stderr, "{} names still end in a file name\n", tally_.attachments_kept);
}

void convert(const char* path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot open the file");
  Converter converter;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    try {
      converter.add(nlohmann::ordered_json::parse(line));
    } catch (const std::exception& error) {
      throw std::runtime_error(fmt::format("line {}: {}", number, error.what()));
    }
  }
  if (in.bad()) throw std::runtime_error("read error");
  converter.print(std::cout);
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("cannot write the output");
  converter.print_summary();
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  if (argc != 2) {
    fmt::print(stderr, "usage: kho-tthc-catalogue INPUT.jsonl > catalogue.jsonl\n");
    return kExitFailure;
  }
  try {
    convert(argv[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kho-tthc-catalogue: {}: {}\n", argv[1], error.what());
    return kExitFailure;
  }
  return 0;
}

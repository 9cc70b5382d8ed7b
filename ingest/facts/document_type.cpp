#include "ingest/facts/document_type.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/facts/vocabulary.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

// How the line of a title may go on.
enum class Form {
  kAlone,    // The kind stands alone: "QUYẾT ĐỊNH".
  kLonger,   // More words in capitals belong to it: "HỢP ĐỒNG THUÊ ĐỊA ĐIỂM".
  kSubject,  // More words are what it is about: "LUẬT PHÒNG CHÁY VÀ CHỮA CHÁY".
};

struct Kind {
  std::string_view words;  // Plain, small.
  std::string_view title;  // In its right spelling.
  std::string_view code;
  Form form;
};

constexpr auto kKinds = std::to_array<Kind>({
    {"nghi quyet", "NGHỊ QUYẾT", "NQ", Form::kAlone},
    {"nghi quyet lien tich", "NGHỊ QUYẾT LIÊN TỊCH", "NQLT", Form::kAlone},
    {"quyet dinh", "QUYẾT ĐỊNH", "QĐ", Form::kAlone},
    {"chi thi", "CHỈ THỊ", "CT", Form::kAlone},
    {"quy che", "QUY CHẾ", "QC", Form::kLonger},
    {"quy dinh", "QUY ĐỊNH", "QyĐ", Form::kLonger},
    {"thong cao", "THÔNG CÁO", "TC", Form::kAlone},
    {"thong bao", "THÔNG BÁO", "TB", Form::kLonger},
    {"huong dan", "HƯỚNG DẪN", "HD", Form::kLonger},
    {"chuong trinh", "CHƯƠNG TRÌNH", "CTr", Form::kLonger},
    {"ke hoach", "KẾ HOẠCH", "KH", Form::kLonger},
    {"phuong an", "PHƯƠNG ÁN", "PA", Form::kLonger},
    {"de an", "ĐỀ ÁN", "ĐA", Form::kLonger},
    {"du an", "DỰ ÁN", "DA", Form::kLonger},
    {"bao cao", "BÁO CÁO", "BC", Form::kLonger},
    {"bien ban", "BIÊN BẢN", "BB", Form::kLonger},
    {"to trinh", "TỜ TRÌNH", "TTr", Form::kLonger},
    {"hop dong", "HỢP ĐỒNG", "HĐ", Form::kLonger},
    {"cong dien", "CÔNG ĐIỆN", "CĐ", Form::kAlone},
    {"ban ghi nho", "BẢN GHI NHỚ", "BGN", Form::kLonger},
    {"ban thoa thuan", "BẢN THỎA THUẬN", "BTT", Form::kLonger},
    {"giay uy quyen", "GIẤY ỦY QUYỀN", "GUQ", Form::kLonger},
    {"giay moi", "GIẤY MỜI", "GM", Form::kLonger},
    {"giay gioi thieu", "GIẤY GIỚI THIỆU", "GGT", Form::kLonger},
    {"giay nghi phep", "GIẤY NGHỈ PHÉP", "GNP", Form::kLonger},
    {"phieu gui", "PHIẾU GỬI", "PG", Form::kAlone},
    {"phieu chuyen", "PHIẾU CHUYỂN", "PC", Form::kLonger},
    {"phieu bao", "PHIẾU BÁO", "PB", Form::kLonger},
    {"nghi dinh", "NGHỊ ĐỊNH", "NĐ", Form::kAlone},
    {"thong tu", "THÔNG TƯ", "TT", Form::kAlone},
    {"thong tu lien tich", "THÔNG TƯ LIÊN TỊCH", "TTLT", Form::kAlone},
    {"luat", "LUẬT", "", Form::kSubject},
    {"bo luat", "BỘ LUẬT", "", Form::kSubject},
    {"phap lenh", "PHÁP LỆNH", "", Form::kSubject},
    {"van ban hop nhat", "VĂN BẢN HỢP NHẤT", "VBHN", Form::kAlone},
});

// The first words of titles that have no code.
constexpr auto kTitles = std::to_array<std::string_view>({
    "giay chung nhan", "giay phep",
    "giay xac nhan",   "giay dang ky",
    "giay de nghi",    "giay khai sinh",
    "giay chung tu",   "giay khai tu",
    "giay bao tu",     "giay cam ket",
    "giay kham",       "giay",
    "chung chi",       "chung nhan",
    "chung thu",       "bang ky su",
    "bang cu nhan",    "bang tot nghiep",
    "bang thac si",    "bang tien si",
    "bang dai hoc",    "bang ke",
    "bang liet ke",    "don de nghi",
    "don xin",         "don dang ky",
    "don khieu nai",   "don to cao",
    "danh sach",       "danh muc",
    "ban ke",          "ban liet ke",
    "ban thuyet minh", "ban ve",
    "ban cam ket",     "ban sao",
    "ban cong bo",     "ban tu",
    "ban dang ky",     "the le",
    "to khai",         "phieu",
    "van ban",         "ho so",
    "mau nhan",        "hoa don",
    "so ho khau",      "can cuoc cong dan",
    "can cuoc",        "chung minh nhan dan",
    "giay chung minh", "ho chieu",
    "trich luc",       "dang ky",
    "xac nhan",        "cong bo",
    "thuyet minh",     "noi quy",
    "dieu le",         "cam ket",
});

// Titles that say little without the lines below them.
constexpr auto kUnfinished = std::to_array<std::string_view>(
    {"giaychungnhan", "giayphep", "giayxacnhan", "chungchi", "giaydenghi", "bangkysu", "giay"});

constexpr std::size_t kTitleLinesMax = 5;
constexpr std::size_t kSubjectLinesMax = 16;
constexpr std::size_t kTitleLineMax = 200;    // Characters.
constexpr std::size_t kSubjectLineMax = 600;  // A text without line ends has it in one.

std::string letters_of(const PageText& page, Span span) { return squeezed(page.lower(span)); }

// A line of a title in Vietnamese letters only: "ĐƠN" without its stroke may be anything.
bool begins_title(const PageText& page, Span line) {
  const std::size_t token = page.token_at(line.begin);
  const auto begins = [&](std::string_view words) { return has_phrase(page, token, words); };
  if (std::any_of(kTitles.begin(), kTitles.end(), begins)) return true;
  // Letters set wide, or one that OCR took for another.
  const std::string letters = letters_of(page, line);
  return std::any_of(kTitles.begin(), kTitles.end(), [&](std::string_view words) {
    const std::string known = squeezed(words);
    return known.size() >= 10 && is_near(letters.substr(0, known.size()), known, 1);
  });
}

const Kind* find_kind(const PageText& page, Span line, Span& rest) {
  rest = {line.end, line.end};
  const std::string letters = letters_of(page, line);
  for (const Kind& kind : kKinds) {
    const std::string known = squeezed(kind.words);
    if (letters == known) return &kind;
  }
  for (const Kind& kind : kKinds) {
    const std::string known = squeezed(kind.words);
    if (known.size() >= 8 && is_near(letters, known, known.size() >= 16 ? 2 : 1)) return &kind;
    // A speck of the scan behind it.
    if (known.size() >= 7 && letters.starts_with(known) && letters.size() <= known.size() + 2) {
      return &kind;
    }
  }
  const std::size_t token = page.token_at(line.begin);
  for (const Kind& kind : kKinds) {
    if (kind.form == Form::kAlone || !has_phrase(page, token, kind.words)) continue;
    const std::size_t next = token + phrase_tokens(kind.words);
    if (kind.form == Form::kSubject && next < page.tokens().size()) {
      rest = page.trimmed({std::min(page.tokens()[next].span.begin, line.end), line.end});
    }
    return &kind;
  }
  return nullptr;
}

// A kind that stands alone at one end of `line`, where the other end is a stamp beside the title.
std::optional<Span> kind_beside_stamp(const PageText& page, Span line) {
  constexpr std::size_t kLettersMin = 7;  // Shorter ones are words of stamps, too.
  const std::size_t first = page.token_at(line.begin);
  const std::size_t end = page.token_at(line.end);
  for (const Kind& kind : kKinds) {
    if (kind.form != Form::kAlone || squeezed(kind.words).size() < kLettersMin) continue;
    const std::size_t size = phrase_tokens(kind.words);
    if (end - first <= size) continue;
    for (const std::size_t token : {end - size, first}) {
      if (!has_phrase(page, token, kind.words)) continue;
      const Span span{page.tokens()[token].span.begin, page.tokens()[token + size - 1].span.end};
      if (page.is_capitals(span, kLettersMin)) return span;
    }
  }
  return std::nullopt;
}

bool is_label(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  return text.substr(0, 60).find(':') != std::string_view::npos ||
         begins_with(page, line, {"ma so", "dang ky lan dau", "dang ky thay doi", "so"});
}

// Whether a line in capitals goes on with the title above it.
bool continues_title(const PageText& page, Span line) {
  return page.is_capitals(line, 2) && !begins_agency(page, line) && !is_position(page, line) &&
         !is_label(page, line) && page.plain()[line.begin] != '(';
}

std::string title_text(const PageText& page, const std::vector<Span>& lines) {
  std::string text;
  for (const Span& line : lines) text += (text.empty() ? "" : " ") + page.text(line);
  while (!text.empty() && (text.back() == ':' || text.back() == '.' || text.back() == '*')) {
    text.pop_back();
  }
  return text;
}

bool begins_small(const PageText& page, Span line) {
  const char c = page.plain()[line.begin];
  return c >= 'a' && c <= 'z' && !page.is_capital_at(line.begin);
}

// Kinds that begin with their grounds, "Căn cứ ...", behind what they are about.
bool is_decided(std::string_view code) {
  return code == "QĐ" || code == "NQ" || code == "NQLT" || code == "NĐ" || code == "TT" ||
         code == "TTLT" || code == "CT";
}

// "I. Người sử dụng đất", "1) ..."
bool is_numbered(const PageText& page, Span line) {
  const std::size_t token = page.token_at(line.begin);
  if (token + 1 >= page.tokens().size()) return false;
  const char mark = page.plain()[page.tokens()[token + 1].span.begin];
  return page.tokens()[token].span.size() <= 3 && (mark == '.' || mark == ')');
}

// "V/v", "Về việc": the place behind it, else the beginning of `line`.
Span without_about(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  for (const std::string_view about :
       {"v/v", "v / v", "v/ v", "viv ", "vlv ", "v/y ", "ve viec", "va viec"}) {
    if (!text.starts_with(about)) continue;
    Span rest{line.begin + about.size(), line.end};
    while (!rest.is_empty() &&
           (page.plain()[rest.begin] <= ' ' || page.plain()[rest.begin] == ':' ||
            page.plain()[rest.begin] == '.')) {
      ++rest.begin;
    }
    return rest;
  }
  return line;
}

// `line` without the rule of a stamp or the dots of a form that end before it.
Span without_stamp(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  const std::size_t dots = text.rfind("....");
  if (dots != std::string_view::npos) line.begin += dots + 4;
  while (!line.is_empty() && (page.plain()[line.begin] <= ' ' || page.plain()[line.begin] == '-' ||
                              page.plain()[line.begin] == '_' || page.plain()[line.begin] == '.' ||
                              page.plain()[line.begin] == '*')) {
    ++line.begin;
  }
  return line;
}

// The cell that begins with V/v; cells.size() where none does.
std::size_t about_cell(const Head& head) {
  for (std::size_t i = 0; i < head.cells.size(); ++i) {
    const Cell& cell = head.cells[i];
    if (cell.kind == Cell::Kind::kText &&
        without_about(*head.page, cell.span).begin != cell.span.begin) {
      return i;
    }
  }
  return head.cells.size();
}

std::optional<Fact> subject_fact(const PageText& page, const std::vector<Span>& parts,
                                 double confidence) {
  if (parts.empty()) return std::nullopt;
  std::string value;
  for (const Span& part : parts) {
    const Span said = &part == &parts.front() ? without_about(page, part) : part;
    const std::string text = page.text(said);
    if (!value.empty() && !text.empty()) value += ' ';
    value += text;
  }
  if (value.size() < 4) return std::nullopt;
  return make_fact(page, parts, value, confidence);
}

std::optional<Fact> letter_subject(const Head& head) {
  const PageText& page = *head.page;
  std::vector<Span> parts;
  for (std::size_t i = about_cell(head); i < head.cells.size(); ++i) {
    const Cell& cell = head.cells[i];
    if (cell.kind == Cell::Kind::kDate) continue;
    if (cell.kind != Cell::Kind::kText || parts.size() == kSubjectLinesMax ||
        cell.span.size() > kSubjectLineMax) {
      break;
    }
    if (!parts.empty() && page.is_capitals(cell.span, 6)) break;
    parts.push_back(cell.span);
  }
  return subject_fact(page, parts, kConfidenceLikely);
}

}  // namespace

std::optional<Title> find_title(const Head& head) {
  if (head.page == nullptr) return std::nullopt;
  const PageText& page = *head.page;
  for (std::size_t i = 0; i < head.cells.size(); ++i) {
    const Cell& cell = head.cells[i];
    if (cell.kind != Cell::Kind::kText || cell.span.size() > kTitleLineMax) continue;
    const Span line = kind_beside_stamp(page, cell.span).value_or(cell.span);
    if (!page.is_capitals(line, 4)) continue;
    Span rest;
    const Kind* kind = find_kind(page, line, rest);
    if (kind == nullptr && !begins_title(page, line)) continue;
    Title title{{}, i, i + 1, rest, kind != nullptr && kind->form == Form::kSubject};
    std::vector<Span> lines = {line};
    if (title.is_law) lines[0].end = rest.begin;
    const std::string letters = letters_of(page, line);
    const bool is_whole_kind = kind != nullptr && letters == squeezed(kind->words);
    if (kind == nullptr || (kind->form == Form::kLonger && !is_whole_kind)) {
      const bool unfinished =
          std::find(kUnfinished.begin(), kUnfinished.end(), letters) != kUnfinished.end();
      std::size_t next = i + 1;
      if (unfinished) {
        while (next < head.cells.size() && head.cells[next].kind == Cell::Kind::kBlank) ++next;
      }
      while (next < head.cells.size() && lines.size() < kTitleLinesMax &&
             head.cells[next].kind == Cell::Kind::kText &&
             head.cells[next].span.size() <= kTitleLineMax &&
             continues_title(page, head.cells[next].span)) {
        lines.push_back(head.cells[next].span);
        title.cell_end = ++next;
      }
    }
    lines[0] = page.trimmed(lines[0]);
    if (kind != nullptr) title.type.code = kind->code;
    const bool known = kind != nullptr && (kind->form != Form::kLonger || is_whole_kind);
    const bool exact = kind != nullptr && letters.starts_with(squeezed(kind->words));
    title.type.title = make_fact(
        page, lines, known ? std::string(kind->title) : title_text(page, lines),
        kind != nullptr ? (exact ? kConfidenceClear : kConfidenceRepaired) : kConfidenceLikely);
    return title;
  }
  return std::nullopt;
}

std::optional<Fact> find_subject(const Head& head, const std::optional<Title>& title) {
  if (head.page == nullptr) return std::nullopt;
  if (!title) return letter_subject(head);
  const PageText& page = *head.page;
  std::vector<Span> parts;
  if (!title->rest.is_empty()) parts.push_back(title->rest);
  const bool has_grounds = title->is_law || is_decided(title->type.code);
  for (std::size_t i = title->cell_end; i < head.cells.size(); ++i) {
    const Cell& cell = head.cells[i];
    if (cell.kind == Cell::Kind::kBlank) {
      if (parts.empty()) continue;
      break;
    }
    if (cell.kind == Cell::Kind::kDate || cell.kind == Cell::Kind::kFurniture) continue;
    if (cell.kind != Cell::Kind::kText || parts.size() == kSubjectLinesMax ||
        cell.span.size() > kSubjectLineMax) {
      break;
    }
    const Span line = without_stamp(page, cell.span);
    if (line.is_empty()) continue;
    const bool capitals = page.is_capitals(line, 4);
    if (capitals && (!parts.empty() || !title->is_law) &&
        (begins_agency(page, line) || is_position(page, line))) {
      break;
    }
    if (page.plain()[line.begin] == '(' || (is_label(page, line) && parts.empty())) break;
    if (begins_with(page, line, {"dang ky lan dau", "ma so", "chuong", "phan", "so :"})) break;
    if (!has_grounds && (parts.empty() ? is_numbered(page, line) : !begins_small(page, line)))
      break;
    parts.push_back(line);
  }
  if (!has_grounds && !parts.empty()) {
    // Where no "Căn cứ" follows, a line of subject or a sentence of the body stands here: the one
    // is short and has no full stop.
    const char last = page.plain()[parts.back().end - 1];
    if (parts.size() > 3 || last == '.' || last == ':' || last == ';' || last == ',') {
      return std::nullopt;
    }
  }
  return subject_fact(page, parts, has_grounds ? kConfidenceLikely : kConfidenceRepaired);
}

std::optional<DocumentType> find_letter(const Head& head) {
  if (head.page == nullptr) return std::nullopt;
  const std::size_t i = about_cell(head);
  if (i == head.cells.size()) return std::nullopt;
  Span about = head.cells[i].span;
  about.end = about.begin + std::min<std::size_t>(3, about.size());
  return DocumentType{make_fact(*head.page, {about}, "CÔNG VĂN", kConfidenceLikely), ""};
}

}  // namespace kho::ingest

#include "ingest/facts/head.h"

#include <algorithm>
#include <string_view>

#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kHeadPagesMax = 4;   // A cover or a note of transmittal may come first.
constexpr std::size_t kHeadLinesMax = 60;  // With text.
constexpr std::size_t kLineMax = 400;      // Characters; longer lines are no part of a head.
constexpr std::size_t kPlaceWordsMax = 7;  // "thành phố Hồ Chí Minh", "Bà Rịa - Vũng Tàu"

constexpr std::string_view kNation = "cong hoa xa hoi chu nghia viet nam";
constexpr std::string_view kShortNation = "cong hoa xa hoi chu nghia";
constexpr std::string_view kMotto = "doc lap - tu do - hanh phuc";

bool is_mark(const PageText& page, const Token& token, std::string_view marks) {
  return token.kind == Token::Kind::kMark &&
         marks.find(page.plain()[token.span.begin]) != std::string_view::npos;
}

bool begins_name_word(const PageText& page, const Token& token) {
  return token.kind == Token::Kind::kWord && page.is_capital_at(token.span.begin);
}

// "Bà Rịa - Vũng Tàu": a dash between two words, with blanks around it.
bool is_loose_dash(const PageText& page, std::size_t token) {
  const std::vector<Token>& tokens = page.tokens();
  return is_mark(page, tokens[token], "-") && token > 0 &&
         tokens[token - 1].span.end < tokens[token].span.begin;
}

// The end of a số/ký hiệu in the column beside: ".../QĐ-UBND Yên Bái".
bool is_glued(const PageText& page, std::size_t first, std::size_t token) {
  const std::vector<Token>& tokens = page.tokens();
  return token > first && is_mark(page, tokens[token - 1], "-/") &&
         tokens[token - 1].span.end == tokens[token].span.begin;
}

// The small word of "Thành phố", "Thị xã", "Thị trấn".
bool is_unit_word(const PageText& page, std::size_t first, std::size_t token) {
  return token > first &&
         (has_phrase(page, token - 1, "thanh pho") || has_phrase(page, token - 1, "thi xa") ||
          has_phrase(page, token - 1, "thi tran"));
}

// The capitalised words that end before token `end`, no further back than `first`.
std::size_t place_begin(const PageText& page, std::size_t first, std::size_t end) {
  const std::vector<Token>& tokens = page.tokens();
  std::size_t begin = end;
  for (std::size_t words = 0; begin > first && words < kPlaceWordsMax;) {
    const std::size_t before = begin - 1;
    if (begins_name_word(page, tokens[before]) && !is_glued(page, first, before)) {
      ++words;
    } else if (words == 0 || before == first) {
      break;
    } else if (is_loose_dash(page, before) || is_mark(page, tokens[before], ".")) {
      const Token& word = tokens[before - 1];
      if (!begins_name_word(page, word) || page.is_capitals(word.span, 3)) break;
    } else if (!is_unit_word(page, first, before)) {
      break;
    }
    begin = before;
  }
  return begin;
}

// Whether what stands behind a date in its line shows that a sentence goes on.
bool goes_on(const PageText& page, std::size_t token, Span line) {
  const std::vector<Token>& tokens = page.tokens();
  std::size_t words = 0;
  for (; token < tokens.size() && tokens[token].span.begin < line.end; ++token) {
    if (tokens[token].kind == Token::Kind::kMark) continue;
    if (tokens[token].span.size() <= 2 && ++words <= 2) continue;  // Specks.
    return !page.is_capital_at(tokens[token].span.begin);
  }
  return false;
}

}  // namespace

std::optional<PlaceAndDate> find_place_and_date(const PageText& page, Span line) {
  if (line.size() > kLineMax) return std::nullopt;
  const std::vector<Token>& tokens = page.tokens();
  const std::size_t first = page.token_at(line.begin);
  for (std::size_t i = first; i < tokens.size() && tokens[i].span.begin < line.end; ++i) {
    const auto date = read_date(page, i);
    const bool is_labelled = page.lower(tokens[i].span) == "ngay";
    if (!date || !(date->is_in_words || is_labelled)) continue;
    if (goes_on(page, date->token_end, line)) return std::nullopt;
    std::size_t end = i;
    bool has_comma = false;
    while (end > first && is_mark(page, tokens[end - 1], ",.;:-_'\"*")) {
      has_comma = has_comma || is_mark(page, tokens[end - 1], ",.;");
      --end;
    }
    const std::size_t begin = place_begin(page, first, end);
    if (begin == end) {
      // In a sentence: "Luật ... ngày 5 tháng 6 năm 2022".
      if (end > first || !date->is_in_words) continue;
      return PlaceAndDate{std::nullopt, *date, date->span};
    }
    const Token& before = tokens[begin == first ? begin : begin - 1];
    const bool whole = begin == first || before.kind != Token::Kind::kWord ||
                       is_glued(page, first, begin - 1) || page.is_capitals(before.span, 2) ||
                       tokens[begin].span.begin - before.span.end > 2;
    // "... ký tại Hà Nội, ngày ..." is a sentence; "V/v cấp phép Hà Nội, ngày ..." are two columns,
    // where a long run of capitals is none of the place alone.
    constexpr std::size_t kWordsBesideSubjectMax = 3;
    const bool beside_subject =
        page.lower(line).starts_with("v/v") && has_comma && end - begin <= kWordsBesideSubjectMax;
    if ((!whole && !beside_subject) || (!has_comma && (begin != first || !date->is_in_words)))
      continue;
    const Span place{tokens[begin].span.begin, tokens[end - 1].span.end};
    return PlaceAndDate{place, *date, {place.begin, date->span.end}};
  }
  return std::nullopt;
}

namespace {

// Cuts lines into the cells of a head.
class Cutter {
 public:
  Cutter(const PageText& page, Head& head) : page_(page), head_(head) {}

  void cut_line(Span line) {
    if (page_.token_at(line.begin) == page_.token_at(line.end) || is_rule(line)) {
      add(Cell::Kind::kBlank, line);
      return;
    }
    if (is_furniture(line)) {
      add(Cell::Kind::kFurniture, line);
      return;
    }
    if (line.size() > kLineMax) {
      add(Cell::Kind::kText, line);
      return;
    }
    cut(line);
  }

 private:
  void add(Cell::Kind kind, Span span) {
    span = page_.trimmed(span);
    if (kind == Cell::Kind::kBlank || !span.is_empty()) head_.cells.push_back({kind, span});
  }

  bool is_rule(Span line) const {
    const std::string_view text = page_.lower(line);
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  }

  bool is_furniture(Span line) const {
    const std::string_view text = page_.lower(line);
    if (text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) {
          return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '/';
        })) {
      return true;
    }
    // What programs that sign write above the page, and the stamp of who received the paper.
    if (begins_with(page_, line,
                    {"ky boi", "nguoi ky", "email", "co quan :", "thoi gian ky", "ngay ky",
                     "den gio", "gio :", "cong thong tin dien tu"}) ||
        text.find("gian ky :") != std::string_view::npos) {
      return true;
    }
    return find_near(text.substr(0, 60), "ong bao/so", 1).has_value() ||
           is_near(squeezed(text), "vanbanquyphamphapluat", 3) ||
           is_near(squeezed(text), "vanbankhac", 1);
  }

  // Finds one thing in `part`, cuts what is left of and right of it.
  void cut(Span part) {
    part = page_.trimmed(part);
    if (part.is_empty()) return;
    const std::string_view text = page_.lower(part);
    if (!has_nation_) {
      auto nation = find_near(text, kNation, 7);
      if (!nation) nation = find_near(text, kShortNation, 4);
      if (nation) {
        has_nation_ = head_.has_nation = true;
        around(part, *nation, Cell::Kind::kNation);
        return;
      }
    }
    if (has_nation_ && !has_motto_) {
      // The word that the line before was too short for.
      if (is_near(squeezed(text), "vietnam", 1)) {
        add(Cell::Kind::kNation, part);
        return;
      }
      if (const auto motto = find_near(text, kMotto, 7)) {
        has_motto_ = true;
        around(part, *motto, Cell::Kind::kMotto);
        return;
      }
    }
    if (const auto date = find_place_and_date(page_, part)) {
      head_.dates.push_back(*date);
      cut_text({part.begin, date->span.begin});
      add(Cell::Kind::kDate, date->span);
      cut_text({date->span.end, part.end});
      return;
    }
    cut_text(part);
  }

  void around(Span part, Span found, Cell::Kind kind) {
    const Span middle{part.begin + found.begin, part.begin + found.end};
    cut({part.begin, middle.begin});
    add(kind, middle);
    cut({middle.end, part.end});
  }

  void cut_text(Span part) { add(Cell::Kind::kText, part); }

  const PageText& page_;
  Head& head_;
  bool has_nation_ = false;
  bool has_motto_ = false;
};

bool ends_head(const PageText& page, Span line) {
  if (begins_with(
          page, line,
          {"can cu", "kinh gui", "hom nay", "dieu 1", "dieu i", "dieu l", "chuong i", "chuong 1",
           "phan i", "theo de nghi", "xet de nghi", "xet don", "xet ho so", "noi nhan"})) {
    return true;
  }
  return is_near(squeezed(page.lower(line).substr(0, 6)), "cancu", 1) && !page.is_capitals(line);
}

Head head_of(const PageText& page) {
  Head head;
  head.page = &page;
  Cutter cutter(page, head);
  std::size_t lines = 0;
  head.end = page.plain().size();
  for (const Span& line : page.lines()) {
    if (lines > 0 && ends_head(page, line)) {
      head.end = line.begin;
      break;
    }
    if (!line.is_empty() && ++lines > kHeadLinesMax) {
      head.end = line.begin;
      break;
    }
    cutter.cut_line(line);
  }
  return head;
}

// Whether a page without the nation has the head of a paper all the same.
bool names_itself(const Head& head) {
  return !head.dates.empty() ||
         std::any_of(head.cells.begin(), head.cells.end(), [&](const Cell& cell) {
           return cell.kind == Cell::Kind::kText && begins_with(*head.page, cell.span, {"so :"});
         });
}

}  // namespace

Head find_head(std::span<const PageText> pages) {
  Head first;
  for (std::size_t i = 0; i < std::min(pages.size(), kHeadPagesMax); ++i) {
    if (pages[i].tokens().empty()) continue;
    Head head = head_of(pages[i]);
    if (head.has_nation || names_itself(head)) return head;
    if (first.page == nullptr) first = std::move(head);
  }
  return first;
}

}  // namespace kho::ingest

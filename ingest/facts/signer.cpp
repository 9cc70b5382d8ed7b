#include "ingest/facts/signer.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/facts/vocabulary.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kLinesToNameMax = 14;  // With text: the marks of a seal are read as lines.
constexpr std::size_t kLineMax = 400;        // Characters; longer lines are a paragraph.
constexpr std::size_t kNameWordsMin = 2;
constexpr std::size_t kNameWordsMax = 6;
constexpr std::size_t kPositionLinesMax = 5;

using Tokens = std::pair<std::size_t, std::size_t>;  // [first, second)

Tokens tokens_of(const PageText& page, Span line) {
  return {page.token_at(line.begin), page.token_at(line.end)};
}

// The capitals at the end of a line whose beginning is the column beside: "Nơi nhận: KT. BỘ
// TRƯỞNG".
Span capitals_at_end(const PageText& page, Span line) {
  const auto [first, end] = tokens_of(page, line);
  std::size_t begin = end;
  while (begin > first) {
    const Token& token = page.tokens()[begin - 1];
    const bool mark = token.kind == Token::Kind::kMark;
    if (mark ? page.plain()[token.span.begin] != '.' : !page.is_capitals(token.span, 1)) break;
    --begin;
  }
  while (begin < end && page.tokens()[begin].kind == Token::Kind::kMark) ++begin;
  // "- Lưu: VT. GIÁM ĐỐC": an abbreviation of the other column before the position.
  for (std::size_t i = begin; i < end; ++i) {
    const Span tail{page.tokens()[i].span.begin, line.end};
    if (page.tokens()[i].kind != Token::Kind::kMark && is_position(page, tail)) return tail;
  }
  return {line.end, line.end};
}

std::optional<Span> find_position(const PageText& page, Span line) {
  if (line.is_empty() || line.size() > kLineMax) return std::nullopt;
  if (is_position(page, line)) return line;
  const Span tail = capitals_at_end(page, line);
  if (tail.is_empty()) return std::nullopt;
  return tail;
}

bool is_name_word(const PageText& page, const Token& token) {
  if (token.kind != Token::Kind::kWord || !page.is_capital_at(token.span.begin)) return false;
  const std::string_view word = page.lower(token.span);
  return word.size() <= 7 && word.find_first_of("aeiouy") != std::string_view::npos;
}

struct Name {
  Span span;    // Without rank.
  Span ranked;  // With it.
  bool is_whole_line = false;
};

// The words of a name that end with the line; what is before them is the column beside.
std::optional<Name> find_name(const PageText& page, Span line) {
  if (line.is_empty() || line.size() > kLineMax) return std::nullopt;
  auto [first, end] = tokens_of(page, line);
  const std::vector<Token>& tokens = page.tokens();
  while (end > first && tokens[end - 1].kind == Token::Kind::kMark) --end;  // Specks.
  std::size_t begin = end;
  while (begin > first && end - begin < kNameWordsMax && is_name_word(page, tokens[begin - 1])) {
    --begin;
  }
  if (begin > first && end - begin == kNameWordsMax && is_name_word(page, tokens[begin - 1])) {
    return std::nullopt;
  }
  for (std::size_t i = begin; i + kNameWordsMin <= end; ++i) {
    if (!is_family_name(page.lower(tokens[i].span))) continue;
    // "Ông Lê Văn A": a title that is a family name elsewhere.
    if (rank_tokens(page, i, end) > 0 && i + 1 < end &&
        is_family_name(page.lower(tokens[i + 1].span)) && end - i > 3) {
      continue;
    }
    std::size_t ranked = i;
    while (ranked > first) {
      std::size_t before = ranked;
      for (std::size_t back = 1; back <= 3 && back <= ranked - first; ++back) {
        if (rank_tokens(page, ranked - back, end) == back) before = ranked - back;
      }
      if (before == ranked) break;
      ranked = before;
    }
    bool whole = true;
    for (std::size_t j = first; j < ranked; ++j) {
      if (tokens[j].kind != Token::Kind::kMark) whole = false;
    }
    const Span span{tokens[i].span.begin, tokens[end - 1].span.end};
    return Name{span, {tokens[ranked].span.begin, span.end}, whole};
  }
  return std::nullopt;
}

// Words that are written like names and stand in signature blocks.
bool is_no_name(const PageText& page, Span span) {
  return begins_with(
      page, span,
      {"noi nhan",   "nhu tren",  "da ky",       "ky ten",   "viet nam",      "ha noi",
       "yen bai",    "van thu",   "cong an",     "cong ty",  "van phong",     "thu truong",
       "bo cong",    "bo tai",    "phu luc",     "mau so",   "thue",          "quang ninh",
       "thanh pho",  "lao cai",   "van ban",     "hoi dong", "doan dai bieu", "tong cuc",
       "quoc hoi",   "chinh phu", "thai nguyen", "hoa binh", "ho so",         "dong thap",
       "binh duong", "da nang"});
}

bool ends_block(const PageText& page, Span line) {
  return begins_with(page, line,
                     {"dieu", "chuong", "phu luc", "mau so", "can cu", "danh muc", "danh sach",
                      "muc luc", "xet", "theo de nghi", "cho phep", "kinh gui"});
}

// Lines that tell who signed in a program, or where to: no name of a signature block.
bool is_passed_over(const PageText& page, Span line) {
  return begins_with(page, line,
                     {"( da ky )", "[ daky ]", "da ky", "( ky", "ky boi", "nguoi ky", "email",
                      "thoi gian ky", "co quan :", "noi nhan"}) &&
         !is_position(page, line);
}

std::optional<Fact> name_fact(const PageText& page, const Name& name) {
  std::string value = page.text(name.span);
  const bool capitals = page.is_capitals(name.span, 4);
  Fact fact = make_fact(page, {name.ranked}, std::move(value),
                        name.is_whole_line && !capitals ? kConfidenceLikely : kConfidenceRepaired);
  return fact;
}

Fact position_fact(const PageText& page, const std::vector<Span>& lines) {
  std::string value = page.text(lines.back());
  while (!value.empty() && (value.back() == '.' || value.back() == ',' || value.back() == ':')) {
    value.pop_back();
  }
  return make_fact(page, lines, std::move(value), kConfidenceLikely);
}

struct Block {
  Signer signer;
  std::size_t positions_end = 0;  // The line behind the last of its positions.
};

// The name below the position lines, and those lines, of a block that begins with line `line`.
Block read_block(const PageText& page, std::size_t line, Span position) {
  std::vector<Span> positions = {position};
  std::size_t positions_end = line + 1;
  std::size_t lines = 0;
  Signer signer;
  for (std::size_t i = line + 1; i < page.lines().size() && lines < kLinesToNameMax; ++i) {
    const Span next = page.lines()[i];
    if (next.is_empty()) continue;
    if (ends_block(page, next)) break;
    ++lines;
    if (const auto more = find_position(page, next)) {
      if (positions.size() == kPositionLinesMax) break;
      positions.push_back(*more);
      positions_end = i + 1;
      continue;
    }
    if (is_passed_over(page, next)) continue;
    const auto name = find_name(page, next);
    if (!name || is_no_name(page, name->span)) continue;
    signer.name = name_fact(page, *name);
    signer.position = position_fact(page, positions);
    break;
  }
  return {std::move(signer), positions_end};
}

}  // namespace

Signer find_signer(std::span<const PageText> pages, std::size_t first, std::size_t begin) {
  for (std::size_t number = first; number < pages.size(); ++number) {
    const PageText& page = pages[number];
    for (std::size_t i = 0; i < page.lines().size(); ++i) {
      const Span line = page.lines()[i];
      if (number == first && line.begin < begin) continue;
      const auto position = find_position(page, line);
      if (!position) continue;
      Block block = read_block(page, i, *position);
      if (block.signer.name) return std::move(block.signer);
      // Its other positions begin no block: each line is read a bounded number of times.
      i = block.positions_end - 1;
    }
  }
  return {};
}

}  // namespace kho::ingest

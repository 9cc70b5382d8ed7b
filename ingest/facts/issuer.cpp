#include "ingest/facts/issuer.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ingest/facts/document_number.h"
#include "ingest/facts/vocabulary.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kLinesMax = 5;  // Of one name.
constexpr std::size_t kLettersMin = 3;
constexpr std::size_t kNameMax = 200;  // Characters: the width that archives have for it.

struct Agency {
  std::vector<Span> lines;
  bool is_named = false;  // It begins like the name of an agency.
};

std::string name_of(const PageText& page, const Agency& agency) {
  std::string name;
  for (const Span& line : agency.lines) name += (name.empty() ? "" : " ") + page.text(line);
  // Specks and the rule below the name.
  const auto is_speck = [](char c) {
    return c == '-' || c == '_' || c == '.' || c == ',' || c == ' ' || c == ':' || c == '*' ||
           c == '\'' || c == '=' || c == '~' || c == '|';
  };
  while (!name.empty() && is_speck(name.back()) && !name.ends_with("LTD.")) name.pop_back();
  const std::size_t begin =
      static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), is_speck) - name.begin());
  return name.substr(begin);
}

std::string letters_of(const PageText& page, const Agency& agency) {
  std::string letters;
  for (const Span& line : agency.lines) letters += squeezed(page.lower(line));
  return letters;
}

bool ends_open(const PageText& page, Span line) {
  const std::string_view text = page.lower(line);
  return text.ends_with("-") || text.ends_with(" va") || text.ends_with(",") ||
         text.ends_with(" mot thanh");
}

bool is_one_word(const PageText& page, Span line) {
  constexpr std::size_t kLettersMax = 6;  // "CHÍNHPHỦ" are two.
  return page.token_at(line.end) - page.token_at(line.begin) <= 1 && line.size() <= kLettersMax;
}

// Headings that stand in capitals where agencies do.
bool is_other_heading(const PageText& page, Span line) {
  return begins_with(page, line,
                     {"dang cong san viet nam", "muc luc", "ban sao", "ban chinh", "ban photo",
                      "mau so", "phu luc", "hoa toc", "du thao"});
}

// "HIỆU TRƯỞNG TRƯỜNG ĐẠI HỌC ...", as diplomas have it, without the position.
Span without_position(const PageText& page, Span line) {
  const std::size_t token = page.token_at(line.begin);
  for (const std::string_view position : {"hieu truong", "giam doc"}) {
    const std::size_t next = token + phrase_tokens(position);
    if (!has_phrase(page, token, position) || next >= page.tokens().size()) continue;
    const Span rest{page.tokens()[next].span.begin, line.end};
    if (!rest.is_empty() && begins_agency(page, rest)) return rest;
  }
  return line;
}

bool is_company(const PageText& page, Span line) {
  return begins_with(page, line, {"cong ty", "hop tac xa", "doanh nghiep"});
}

std::vector<Agency> agencies_of(const PageText& page, const std::vector<Span>& lines) {
  std::vector<Agency> agencies;
  for (const Span& whole : lines) {
    const Span line = without_position(page, whole);
    // "CÔNG TY TNHH HÓA CHẤT MẬU" | "A"
    const bool may_be_letter = !agencies.empty() && is_company(page, agencies.back().lines[0]);
    if (line.size() > kNameMax || !page.is_capitals(line, may_be_letter ? 1 : kLettersMin) ||
        is_other_heading(page, line)) {
      continue;
    }
    const bool named = begins_agency(page, line);
    const bool goes_on =
        !agencies.empty() &&
        (ends_open(page, agencies.back().lines.back()) || is_one_word(page, line) || !named) &&
        agencies.back().lines.size() < kLinesMax;
    if (goes_on) {
      agencies.back().lines.push_back(line);
    } else {
      agencies.push_back({{line}, named});
    }
  }
  return agencies;
}

std::optional<Fact> fact_of(const PageText& page, const Agency& agency) {
  std::string name = name_of(page, agency);
  if (name.size() < kLettersMin || name.size() > kNameMax * 2) return std::nullopt;
  return make_fact(page, agency.lines, std::move(name),
                   agency.is_named ? kConfidenceLikely : kConfidenceRepaired);
}

}  // namespace

Issuer issuer_of_lines(const PageText& page, const std::vector<Span>& lines) {
  std::vector<Agency> agencies = agencies_of(page, lines);
  // A line in capitals above all agencies that is none itself: a speck, a slogan.
  if (agencies.size() > 1 && !agencies.front().is_named) agencies.erase(agencies.begin());
  // The gazette names the agency once more in a heading.
  const auto same = [&](const Agency& a, const Agency& b) {
    return is_near(letters_of(page, a), letters_of(page, b), 2);
  };
  while (agencies.size() > 1 && same(agencies[agencies.size() - 2], agencies.back())) {
    agencies.erase(agencies.end() - 2);
  }
  Issuer issuer;
  if (agencies.empty()) return issuer;
  issuer.agency = fact_of(page, agencies.back());
  if (agencies.size() > 1) issuer.parent = fact_of(page, agencies[agencies.size() - 2]);
  return issuer;
}

Issuer find_issuer(const Head& head, std::size_t cells_end) {
  if (head.page == nullptr) return {};
  std::vector<Span> lines;
  for (std::size_t i = 0; i < std::min(cells_end, head.cells.size()); ++i) {
    const Cell& cell = head.cells[i];
    if (cell.kind != Cell::Kind::kText) continue;
    // What follows the number is below the agencies: "V/v ...", stamps.
    if (number_in_line(*head.page, cell.span) ||
        begins_with(*head.page, cell.span, {"so :", "v / v"})) {
      if (!lines.empty()) break;
      continue;
    }
    lines.push_back(cell.span);
  }
  return issuer_of_lines(*head.page, lines);
}

}  // namespace kho::ingest

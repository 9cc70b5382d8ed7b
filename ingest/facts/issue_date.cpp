#include "ingest/facts/issue_date.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "ingest/facts/vocabulary.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kTokensToDateMax = 10;
constexpr std::size_t kLinesToPositionMax = 4;

bool is_plausible(const DateReading& reading, std::chrono::year year_max) {
  return reading.date.year() >= kIssueYearMin && reading.date.year() <= year_max;
}

IssueDate date_only(const PageText& page, const DateReading& reading, double confidence) {
  return {make_fact(page, {reading.span}, iso_date(reading.date),
                    reading.is_repaired ? std::min(confidence, kConfidenceRepaired) : confidence),
          std::nullopt, reading.date};
}

// The first date among the tokens [token, token + count).
std::optional<DateReading> date_within(const PageText& page, std::size_t token, std::size_t count) {
  for (std::size_t i = token; i < token + count && i < page.tokens().size(); ++i) {
    if (auto reading = read_date(page, i)) return reading;
  }
  return std::nullopt;
}

// "Đăng ký lần đầu: ngày …", "Đăng ký thay đổi lần thứ: 3, ngày …": the last of them.
IssueDate last_registration(const PageText& page, std::chrono::year year_max) {
  IssueDate last;
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    if (!has_phrase(page, i, "dang ky lan dau") && !has_phrase(page, i, "dang ky thay doi")) {
      continue;
    }
    const auto reading = date_within(page, i + 3, kTokensToDateMax);
    if (!reading || !is_plausible(*reading, year_max)) continue;
    if (last.date && reading->date < last.day) continue;
    last = date_only(page, *reading, kConfidenceClear);
  }
  return last;
}

// The date behind one of `labels`, which stand at the beginning of a line.
IssueDate labelled(std::span<const PageText> pages, std::initializer_list<std::string_view> labels,
                   std::chrono::year year_max) {
  for (const PageText& page : pages) {
    for (const Span& line : page.lines()) {
      if (line.is_empty() || !begins_with(page, line, labels)) continue;
      const auto reading = date_within(page, page.token_at(line.begin) + 2, kTokensToDateMax);
      if (reading && is_plausible(*reading, year_max)) {
        return date_only(page, *reading, kConfidenceLikely);
      }
    }
  }
  return {};
}

// "Date of issue / Ngày cấp: 30 JUN 2021", the label anywhere in its line.
IssueDate date_of_issue(std::span<const PageText> pages, std::chrono::year year_max) {
  for (const PageText& page : pages) {
    for (std::size_t i = 0; i < page.tokens().size(); ++i) {
      if (!has_phrase(page, i, "date of issue")) continue;
      const auto reading = date_within(page, i + 3, kTokensToDateMax);
      if (reading && is_plausible(*reading, year_max)) {
        return date_only(page, *reading, kConfidenceLikely);
      }
    }
  }
  return {};
}

// "Hôm nay, ngày 12 tháng 01 năm 2026"
IssueDate day_of_contract(std::span<const PageText> pages, std::chrono::year year_max) {
  for (const PageText& page : pages) {
    for (std::size_t i = 0; i < page.tokens().size(); ++i) {
      if (!has_phrase(page, i, "hom nay")) continue;
      const auto reading = date_within(page, i + 2, 4);
      if (reading && is_plausible(*reading, year_max)) {
        return date_only(page, *reading, kConfidenceLikely);
      }
    }
  }
  return {};
}

// "Luật này được Quốc hội … thông qua ngày 22 tháng 11 năm 2013."
IssueDate day_of_passing(std::span<const PageText> pages, std::chrono::year year_max) {
  constexpr std::size_t kSentenceMax = 40;
  for (const PageText& page : pages) {
    std::size_t self = page.tokens().size();  // The last "Luật này", "Nghị quyết này".
    for (std::size_t i = 0; i < page.tokens().size(); ++i) {
      for (const std::string_view paper : {"luat nay", "nghi quyet nay", "phap lenh nay"}) {
        if (has_phrase(page, i, paper)) self = i;
      }
      if (!has_phrase(page, i, "thong qua ngay") || self > i || i - self > kSentenceMax) continue;
      const auto reading = read_date(page, i + 2);
      if (reading && is_plausible(*reading, year_max)) {
        return date_only(page, *reading, kConfidenceLikely);
      }
    }
  }
  return {};
}

// Whether one of the lines below line `line` is a position.
bool precedes_position(const PageText& page, std::size_t line) {
  std::size_t seen = 0;
  for (std::size_t i = line + 1; i < page.lines().size() && seen < kLinesToPositionMax; ++i) {
    if (page.lines()[i].is_empty()) continue;
    ++seen;
    if (is_position(page, page.lines()[i])) return true;
  }
  return false;
}

IssueDate above_signature(std::span<const PageText> pages, std::chrono::year year_max) {
  for (const PageText& page : pages) {
    for (std::size_t i = 0; i < page.lines().size(); ++i) {
      const auto found = find_place_and_date(page, page.lines()[i]);
      if (!found || !found->place || !is_plausible(found->date, year_max)) continue;
      if (precedes_position(page, i)) return issue_date_of(page, *found, kConfidenceLikely);
    }
  }
  return {};
}

}  // namespace

IssueDate issue_date_of(const PageText& page, const PlaceAndDate& found, double confidence) {
  IssueDate issue = date_only(page, found.date, confidence);
  if (found.place) {
    issue.place = make_fact(page, {*found.place}, page.text(*found.place), issue.date->confidence);
  }
  return issue;
}

IssueDate find_issue_date(std::span<const PageText> pages, const Head& head,
                          const std::optional<Title>& title, std::chrono::year year_max) {
  if (head.page == nullptr) return {};
  const std::string type =
      title ? squeezed(head.page->lower(head.cells[title->cell].span)) : std::string();
  if (type.starts_with("giaychungnhandangky")) {
    if (auto issue = last_registration(*head.page, year_max); issue.date) return issue;
  }
  for (const PlaceAndDate& found : head.dates) {
    if (!is_plausible(found.date, year_max)) continue;
    // Below the title a date without a place is a piece of what the paper is about.
    if (!found.place && title && found.span.begin > head.cells[title->cell].span.begin) continue;
    return issue_date_of(*head.page, found, found.place ? kConfidenceClear : kConfidenceLikely);
  }
  if (type.starts_with("hopdong")) return day_of_contract(pages, year_max);
  const bool is_card = type.starts_with("cancuoc") || type.starts_with("hochieu") ||
                       type.starts_with("chungminh") || type.starts_with("giaychungminh");
  if (is_card || !title) {
    if (auto issue = date_of_issue(pages, year_max); issue.date) return issue;
  }
  if (is_card) return labelled(pages, {"ngay cap", "ngay , thang , nam"}, year_max);
  if (type.starts_with("giaykhaisinh") || type.starts_with("trichluc") ||
      type.starts_with("giaychungnhankethon")) {
    return labelled(pages, {"ngay , thang , nam dang ky", "ngay dang ky"}, year_max);
  }
  if (auto issue = above_signature(pages, year_max); issue.date) return issue;
  if (title && (title->is_law || title->type.code == "NQ")) return day_of_passing(pages, year_max);
  return {};
}

}  // namespace kho::ingest

// ingest/facts/issue_date.h - When and where a paper was issued.
//
// In this order: the registration that a register's certificate tells of last; place and date in
// the head; "Hôm nay, ngày …" of a contract; what a card, passport or civil status paper labels so;
// place and date above the signature; the day on which a law was passed.
//
// Pure; linear in the text.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "ingest/facts/document_type.h"
#include "ingest/facts/facts.h"
#include "ingest/facts/head.h"

namespace kho::ingest {

inline constexpr std::chrono::year kIssueYearMin{1945};

struct IssueDate {
  std::optional<Fact> date;
  std::optional<Fact> place;
  std::chrono::year_month_day day{};  // Of `date`.
};

[[nodiscard]] IssueDate find_issue_date(std::span<const PageText> pages, const Head& head,
                                        const std::optional<Title>& title,
                                        std::chrono::year year_max);

// Place and date alone, in or near `line` of `page`.
[[nodiscard]] IssueDate issue_date_of(const PageText& page, const PlaceAndDate& found,
                                      double confidence);

}  // namespace kho::ingest

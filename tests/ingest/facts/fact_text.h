// tests/ingest/facts/fact_text.h - Facts as the case files write them.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ingest/facts/facts.h"

namespace kho::ingest::testing_facts {

inline constexpr std::chrono::year kThisYear{2026};

inline std::string text_of(const std::optional<Fact>& fact) { return fact ? fact->value : "-"; }

// "from .. to", "indefinite", "-"
inline std::string text_of(const Validity& validity) {
  if (!validity.from && !validity.to && !validity.indefinite) return "-";
  const std::string from = validity.from ? validity.from->value + " .." : "";
  if (!validity.indefinite && !validity.to) return from;
  const std::string to = validity.indefinite ? "indefinite" : validity.to->value;
  return from.empty() ? (validity.indefinite ? to : ".. " + to) : from + " " + to;
}

inline std::string text_of(const std::vector<OwnerId>& ids) {
  std::string text;
  for (const OwnerId& id : ids) {
    const char* scheme = id.scheme == IdScheme::kPersonalNumber ? "cccd"
                         : id.scheme == IdScheme::kCmnd         ? "cmnd"
                         : id.scheme == IdScheme::kTaxCode      ? "mst"
                                                                : "passport";
    text += (text.empty() ? "" : " ") + std::string(scheme) + ':' + id.number.value;
  }
  return text.empty() ? "-" : text;
}

// "\n" in a column is a line end, "\f" the next page.
inline std::vector<std::string> pages_of(const std::string& column) {
  std::vector<std::string> pages(1);
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column[i] != '\\' || i + 1 == column.size()) {
      pages.back() += column[i];
    } else if (column[++i] == 'f') {
      pages.emplace_back();
    } else {
      pages.back() += column[i] == 'n' ? '\n' : column[i];
    }
  }
  return pages;
}

}  // namespace kho::ingest::testing_facts

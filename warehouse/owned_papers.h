// warehouse/owned_papers.h - The question of another province: which results does this owner hold?
//
// Answered with what can be relied on alone, for the answer has no room for doubts: results that
// are approved, in force on the day, and neither revoked, superseded, held, damaged nor hidden from
// their owner. An unknown owner, and a number that several share, hold nothing.
//
// Immutable functions over the caller's reader. Errors: store::Error kCorrupt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/component.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {

struct AskedPaper {
  std::string type;    // Result type code.
  std::string number;  // Số, ký hiệu; empty: any.
};
inline constexpr std::size_t kAskedPapersMax = 100;

struct OwnedPaper {
  Component component;
  std::string type_name;
};
inline constexpr std::size_t kOwnedPapersMax = 1000;  // The latest come first.

struct OwnedPapers {
  std::optional<Uuid> owner;  // Empty where that is nobody, or not certain.
  std::vector<OwnedPaper> papers;
};

// The key that a bare number is: 12 digits a person's, 10 or 13 an enterprise's, else an agency's
// code; nullopt where it is none.
[[nodiscard]] std::optional<OwnerKey> key_of_bare_number(std::string_view number);

[[nodiscard]] OwnedPapers owned_papers(const store::TableReader& tables, const OwnerKey& owner,
                                       const std::vector<AskedPaper>& asked, Date day);

}  // namespace kho::warehouse

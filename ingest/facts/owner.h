// ingest/facts/owner.h - Whom a paper belongs to: the numbers and the name of its one holder.
//
// Numbers stand behind their labels ("Mã số doanh nghiệp", "CCCD số"). An enterprise's code goes
// before the personal number of who represents it. Contracts, minutes and normative papers have no
// holder; where two different codes stand, neither is taken.
//
// Pure; linear in the text of the first kOwnerPagesMax pages.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "ingest/facts/document_type.h"
#include "ingest/facts/facts.h"

namespace kho::ingest {

inline constexpr std::size_t kOwnerPagesMax = 4;

struct Owner {
  std::vector<OwnerId> ids;
  std::optional<Fact> name;
  std::optional<Fact> expiry;  // Of a passport, by its machine-readable zone.
};

[[nodiscard]] Owner find_owner(std::span<const PageText> pages, const Head& head,
                               const std::optional<Title>& title);

}  // namespace kho::ingest

// index/query/facets.h - How many of the documents found have which type, agency, year...
//
// Counted while matches are looked at, which is exact where all of them are; else it is scaled up
// from those that were, which favours what weighs most.
//
// Internal to index/. Thread-confined.
#pragma once

#include <xapian.h>

#include <list>
#include <vector>

#include "index/query.h"

namespace kho::index {

// Matches looked at, at least, where facets are asked for: all of them up to here.
inline constexpr Xapian::doccount kFacetMatchesMax = 10'000;

class FacetCounter {
 public:
  // Counts what `enquire` finds next. It must be a new one for each search.
  FacetCounter(const std::vector<Field>& fields, Xapian::Enquire& enquire);

  [[nodiscard]] std::vector<Facet> facets(std::uint64_t total, bool total_is_exact) const;

 private:
  const std::vector<Field>& fields_;
  std::list<Xapian::ValueCountMatchSpy> spies_;
};

}  // namespace kho::index

// index/query/restriction.h - Which documents may answer at all: filters, days, and the asker's
// rights.
//
// The one place where rights become terms. Whatever is told of documents (hits, totals, facets,
// words) is asked for under what visible_to() returns.
//
// nullopt: no restriction. An empty Xapian::Query, as always: nothing. Internal to index/.
// Thread-safe.
#pragma once

#include <xapian.h>

#include <optional>
#include <vector>

#include "index/query.h"

namespace kho::index {

[[nodiscard]] std::optional<Xapian::Query> visible_to(const Rights& rights);

// Values of one field are alternatives; fields restrict together.
[[nodiscard]] std::optional<Xapian::Query> having(const std::vector<Filter>& filters);

[[nodiscard]] std::optional<Xapian::Query> issued_within(const DayRange& days);

// `query` under all of `restrictions`, which add no weight.
[[nodiscard]] Xapian::Query restricted(
    const Xapian::Query& query, const std::vector<std::optional<Xapian::Query>>& restrictions);

// A query that matches every document. Not Xapian::Query::MatchAll: its copies share one reference
// count, which is not atomic.
[[nodiscard]] Xapian::Query every_document();

// What `query` matches, all of it with the same weight.
[[nodiscard]] Xapian::Query fixed_weight(double weight, const Xapian::Query& query);

// Joins; of none, nothing.
[[nodiscard]] Xapian::Query joined(Xapian::Query::op op, const std::vector<Xapian::Query>& parts);

}  // namespace kho::index

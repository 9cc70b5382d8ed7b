// warehouse/similar_papers.h - Papers of the same owner whose first page looks like this one's:
// most likely the same sheet, scanned twice.
//
// A hint for whoever decides which of them to keep; nothing is ever merged by it. How pages are
// compared: ingest/image/page_hash.h. Function over the caller's reader. Errors: store::Error
// kCorrupt.
#pragma once

#include <cstddef>
#include <vector>

#include "store/tables.h"
#include "warehouse/component.h"

namespace kho::warehouse {

struct SimilarPaper {
  Uuid component;
  int distance = 0;  // Of the first pages: 0..ingest::kSamePageDistance.
};
inline constexpr std::size_t kSimilarPapersMax = 10;
inline constexpr std::size_t kComparedPapersMax = 10'000;  // Of one owner; others are passed over.

// The nearest first. Equal bytes are not similar: the deposit told of them.
[[nodiscard]] std::vector<SimilarPaper> similar_papers(const store::TableReader& tables,
                                                       const Component& component);

}  // namespace kho::warehouse

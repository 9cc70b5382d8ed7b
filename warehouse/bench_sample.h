// warehouse/bench_sample.h - What a measurement asks for: papers, owners with procedures, and
// queries, drawn at random from what the warehouse holds.
//
// Of a large warehouse little is read: the tables are entered at random keys of
// kComponentsByBlob, whose hashes are spread evenly whenever papers came. The same seed draws the
// same from the same tables, as long as nobody calls it enough.
//
// Thread-safe functions over the caller's store. Damaged records are passed over. Errors:
// store::Error.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/reuse_query.h"
#include "warehouse/search_desk.h"

namespace kho::warehouse {

struct SampleOrder {
  std::uint64_t seed = 0;
  std::size_t most = 0;
  std::function<bool()> enough;  // Asked before each; what was drawn by then is the sample.
};

// The current files of components. Each empty where nothing is held.
[[nodiscard]] std::vector<store::BlobId> sample_files(const store::Store& store,
                                                      const SampleOrder& order);
// Owners of components, each with one of the procedures in force on that day; empty, too, where
// there is none.
[[nodiscard]] std::vector<ReuseQuestion> sample_reuse(const store::Store& store,
                                                      const SampleOrder& order, Date day);
// By turns a number of a paper, two words, a phrase of three words, and two words with its type;
// the words are from one page, or from the facts where no text is known.
[[nodiscard]] std::vector<SearchQuestion> sample_searches(const store::Store& store,
                                                          const SampleOrder& order);

}  // namespace kho::warehouse

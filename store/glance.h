// store/glance.h - What can be seen of a store's files without reading them: a look of
// milliseconds, where check() takes as long as its data.
#pragma once

#include <vector>

#include "store/core.h"

namespace kho::store {

struct Glance {
  std::vector<SegmentId> missing;  // The tables name it, and there is no such file.
  std::vector<SegmentId> cut;      // Shorter than what the tables say lies in it.
  std::vector<SegmentId> damaged;  // Its superblock is not as it was written.
  std::vector<SegmentId> unknown;  // Holds records, and the tables do not name it.
};

// Opens every segment file. Throws std::system_error where the machine fails.
[[nodiscard]] Glance glance_at(const Core& core);

}  // namespace kho::store

// store/recovery.h - After a crash: the commits that the last checkpoint lacks are replayed.
//
// The rules: docs/format/segment.md, "Recovery".
#pragma once

#include "store/blobs.h"
#include "store/core.h"
#include "store/operations.h"

namespace kho::store {

struct Recovered {
  std::uint64_t commits = 0;  // Replayed.
  std::uint64_t dropped = 0;  // 1 where the last was torn, and so was never acknowledged.
  bool changed = false;       // The tables changed: a checkpoint is due.
};

// Brings the tables up to what the segments hold. Nobody else uses the store yet. Throws kCorrupt
// where an acknowledged commit is missing.
Recovered recover(Core& core);

// What `operation` does to the tables. Unknown blobs are passed over.
void apply(const Operation& operation, WriteTransaction& tables, const OwnTables& own,
           Blobs& blobs);

}  // namespace kho::store

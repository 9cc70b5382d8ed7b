// store/recovery.h - After a crash: the commits that the last checkpoint lacks are replayed.
//
// The rules: docs/format/segment.md, "Recovery".
#pragma once

#include "store/blobs.h"
#include "store/core.h"
#include "store/operations.h"

namespace kho::store {

// Brings the tables up to what the segments hold. Nobody else uses the store yet. True: they
// changed, and a checkpoint is due. Throws kCorrupt where an acknowledged commit is missing.
bool recover(Core& core);

// What `operation` does to the tables. Unknown blobs are passed over.
void apply(const Operation& operation, WriteTransaction& tables, const OwnTables& own,
           Blobs& blobs);

}  // namespace kho::store

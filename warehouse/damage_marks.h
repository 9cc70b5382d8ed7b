// warehouse/damage_marks.h - What is found out about stored files, entered into their components.
//
// A file whose bytes fail their check is evidence of nothing: reuse answers file_damaged, and the
// dossiers that reused it are told (warehouse/review.h), until its bytes are proved whole again.
// Found by a check, or by whoever reads the file; a version that is not current marks nothing.
//
// Thread-safe functions. Errors: store::Error.
#pragma once

#include <string_view>

#include "store/store.h"
#include "warehouse/link_check.h"

namespace kho::warehouse {

// Marks every component whose current file, of 32 raw bytes of SHA-256, cannot be read.
void mark_damaged(store::Store& store, std::string_view sha256, std::int64_t now_ms);

// After a check: marks what it found damaged. Where it `read_data`, reads the files of those that
// were marked before, and takes the mark from each that is whole.
void enter_findings(store::Store& store, const CheckReport& report, bool read_data,
                    std::int64_t now_ms);

}  // namespace kho::warehouse

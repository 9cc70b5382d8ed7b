// store/single_records.h - One record or log entry by its place, where scans and readers give many.
//
// Thread-safe functions. Throw kCorrupt and std::system_error as Segments and the reader do.
#pragma once

#include <functional>

#include "store/change_log.h"
#include "store/segments.h"

namespace kho::store {

// Visits the intact record that begins there, whose length only its header tells. Its bytes; 0:
// there is none.
std::uint64_t visit_record(const Segments& segments, SegmentId segment, std::uint64_t offset,
                           const std::function<void(const ScannedRecord&)>& visit);

// As stored with the entry at `position`; zeros where there is none.
[[nodiscard]] Sha256 entry_hash(const ChangeLog& log, const TableReader& reader, Position position);

}  // namespace kho::store

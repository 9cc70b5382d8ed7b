#include "store/single_records.h"

namespace kho::store {

std::uint64_t visit_record(const Segments& segments, SegmentId segment, std::uint64_t offset,
                           const std::function<void(const ScannedRecord&)>& visit) {
  const std::uint64_t bytes = segments.bytes_at(segment, offset);
  bool is_there = false;
  segments.scan(segment, offset, offset + bytes, [&](const ScannedRecord& record) {
    is_there = record.offset == offset;
    if (is_there) visit(record);
    return false;
  });
  return is_there ? bytes : 0;
}

Sha256 entry_hash(const ChangeLog& log, const TableReader& reader, Position position) {
  Sha256 hash;
  if (position == 0) return hash;
  log.read_entries(reader, position - 1, [&](const LogEntry& entry) {
    if (entry.position == position) hash = entry.hash;
    return false;
  });
  return hash;
}

}  // namespace kho::store

#include "store/glance.h"

#include <set>

namespace kho::store {

Glance glance_at(const Core& core) {
  Glance glance;
  // The files first: a segment that begins meanwhile is known by the time it is looked for.
  const std::vector<SegmentId> files = core.segments.files();
  std::set<SegmentId> known;
  for (const SegmentInfo& info : core.segments.all()) {
    known.insert(info.id);
    if (info.state == SegmentState::kFree) continue;
    if (!core.segments.exists(info.id)) {
      // Compaction may have given it up since.
      const auto now = core.segments.info(info.id);
      if (now && now->state == info.state) glance.missing.push_back(info.id);
    } else if (core.segments.file_size(info.id) < info.tail) {
      glance.cut.push_back(info.id);
    } else if (!core.segments.superblock_intact(info)) {
      glance.damaged.push_back(info.id);
    }
  }
  for (const SegmentId file : files) {
    if (!known.contains(file) && core.segments.holds_records(file)) glance.unknown.push_back(file);
  }
  return glance;
}

}  // namespace kho::store

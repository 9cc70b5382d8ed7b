#include "store/glance.h"

#include <set>

#include "store/error.h"

namespace kho::store {
namespace {

// Where the segment belongs; nullptr where nothing is wrong with it.
std::vector<SegmentId>* what_is_wrong(const Core& core, const SegmentInfo& info, Glance& glance) {
  try {
    if (!core.segments.exists(info.id)) return &glance.missing;
    if (core.segments.file_size(info.id) < info.tail) return &glance.cut;
    return core.segments.superblock_intact(info) ? nullptr : &glance.damaged;
  } catch (const std::system_error& error) {
    if (!is_damage(error)) throw;
    return &glance.damaged;
  }
}

}  // namespace

Glance glance_at(const Core& core) {
  Glance glance;
  // The files first: a segment that begins meanwhile is known by the time it is looked for.
  const std::vector<SegmentId> files = core.segments.files();
  std::set<SegmentId> known;
  for (const SegmentInfo& info : core.segments.all()) {
    known.insert(info.id);
    if (info.state == SegmentState::kFree) continue;
    std::vector<SegmentId>* wrong = what_is_wrong(core, info, glance);
    if (wrong == nullptr) continue;
    // Compaction may have given it up since.
    const auto now = core.segments.info(info.id);
    const bool is_same =
        now && now->state == info.state && now->stamp.generation == info.stamp.generation;
    if (is_same) wrong->push_back(info.id);
  }
  for (const SegmentId file : files) {
    if (!known.contains(file) && core.segments.holds_records(file)) glance.unknown.push_back(file);
  }
  return glance;
}

}  // namespace kho::store

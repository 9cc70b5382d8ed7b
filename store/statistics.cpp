#include "store/statistics.h"

#include "store/blob_tables.h"

namespace kho::store {

Statistics statistics_of(const Core& core) {
  Statistics total;
  const auto reader = core.tables->snapshot();
  const auto blobs = reader->cursor(core.own.blobs);
  for (bool more = blobs->seek({}); more; more = blobs->next()) {
    const Recipe recipe = unpack_recipe(blobs->value());
    ++total.blobs;
    total.unique_bytes += recipe.size;
    total.logical_bytes += recipe.size * recipe.references;
  }
  const auto chunks = reader->cursor(core.own.chunks);
  for (bool more = chunks->seek({}); more; more = chunks->next()) {
    const Location location = unpack_chunk_entry(chunks->value()).location;
    for (ChunkTotals* totals :
         {&total.chunks, &total.by_media[location.hint.media], &total.by_codec[location.codec]}) {
      ++totals->chunks;
      totals->raw_bytes += location.raw_length;
      totals->stored_bytes += location.stored_length;
    }
  }
  total.stored_bytes = total.chunks.stored_bytes;
  const auto holds = reader->cursor(core.own.holds);
  for (bool more = holds->seek({}); more; more = holds->next()) ++total.holds;
  for (const SegmentEntry& entry : segment_entries(*reader, core.own)) {
    if (entry.info.state == SegmentState::kActive || entry.info.state == SegmentState::kSealed) {
      ++total.segments;
      total.record_bytes += entry.info.tail - kSuperblockBytes;
      total.live_bytes += entry.live_bytes;
      if (entry.info.ripeness == Ripeness::kFresh) total.unripe_bytes += entry.live_bytes;
    } else {
      ++total.free_segments;
    }
  }
  total.table_bytes = core.tables->used_bytes();
  total.commits = applied_in(*reader, core.own);
  return total;
}

}  // namespace kho::store

#include "store/core.h"

#include "store/blob_tables.h"
#include "store/error.h"

namespace kho::store {
namespace {

std::vector<SegmentInfo> segments_in(const Tables& tables, const OwnTables& own) {
  std::vector<SegmentInfo> infos;
  for (const SegmentEntry& entry : segment_entries(*tables.snapshot(), own)) {
    infos.push_back(entry.info);
  }
  return infos;
}

}  // namespace

Core::Core(FileSystem& files, std::filesystem::path path, const Options& given,
           std::vector<std::string> upper_tables, std::string_view tables_folder)
    : file_system(files),
      directory(std::move(path)),
      options(given),
      own(upper_tables.size()),
      tables(open_lmdb_tables(directory / tables_folder,
                              OwnTables::with_upper(std::move(upper_tables)))),
      segments(file_system, directory / "segments", options, segments_in(*tables, own)),
      chunks(segments, *tables, own, options.page_cache_bytes) {}

std::vector<SegmentEntry> segment_entries(const TableReader& reader, const OwnTables& own) {
  std::vector<SegmentEntry> entries;
  const auto cursor = reader.cursor(own.segments);
  for (bool more = cursor->seek({}); more; more = cursor->next()) {
    entries.push_back(unpack_segment_entry(cursor->key(), cursor->value()));
  }
  return entries;
}

std::uint64_t applied_in(const TableReader& reader, const OwnTables& own) {
  const auto applied = reader.get(own.meta, kAppliedKey);
  if (!applied || applied->size() != 8) throw Error(Errc::kCorrupt, "the tables are damaged");
  return get_le<std::uint64_t>(*applied, 0);
}

}  // namespace kho::store

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

void put_applied(WriteTransaction& tables, const OwnTables& own, std::uint64_t sequence) {
  std::string applied;
  put_le(applied, sequence);
  tables.put(own.meta, kAppliedKey, applied);
}

std::optional<RecordPlace> place_of(const TableReader& reader, const OwnTables& own,
                                    RecordKind kind, const Sha256& name) {
  std::optional<std::string_view> value;
  switch (kind) {
    case RecordKind::kChunk:
      if ((value = reader.get(own.chunks, name.raw()))) {
        const Location location = unpack_chunk_entry(*value).location;
        return RecordPlace{location.segment, location.offset};
      }
      break;
    case RecordKind::kCommit:
      if ((value = reader.get(own.commits, be64(RecordHeader::sequence_of(name))))) {
        return unpack_record_place(*value);
      }
      break;
    case RecordKind::kDictionary:
      if ((value = reader.get(own.dictionaries, be32(dictionary_number(name))))) {
        const Location location = unpack_dictionary_entry(*value).location;
        return RecordPlace{location.segment, location.offset};
      }
      break;
  }
  return std::nullopt;
}

}  // namespace kho::store

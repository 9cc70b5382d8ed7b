// store/core.h - What the parts of one open store share. Internal to store/.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "store/blob_tables.h"
#include "store/change_log.h"
#include "store/chunk_reader.h"
#include "store/own_tables.h"
#include "store/segments.h"
#include "store/tables.h"

namespace kho::store {

struct Core {
  Core(FileSystem& files, std::filesystem::path path, const Options& given,
       std::vector<std::string> upper_tables, std::string_view tables_folder = "tables");

  FileSystem& file_system;
  const std::filesystem::path directory;
  const Options options;
  const OwnTables own;
  std::unique_ptr<Tables> tables;
  Segments segments;
  ChunkReader chunks;
  std::mutex compaction_mutex;  // Held by the one compaction that runs.
};

// All that the tables say about segments.
[[nodiscard]] std::vector<SegmentEntry> segment_entries(const TableReader& reader,
                                                        const OwnTables& own);
// Sequence number of the last commit in the tables.
[[nodiscard]] std::uint64_t applied_in(const TableReader& reader, const OwnTables& own);
void put_applied(WriteTransaction& tables, const OwnTables& own, std::uint64_t sequence);
// Where the tables say that the record of this name lies; nullopt: nothing names it.
[[nodiscard]] std::optional<RecordPlace> place_of(const TableReader& reader, const OwnTables& own,
                                                  RecordKind kind, const Sha256& name);

}  // namespace kho::store

// store/rebuild.h - The tables, made anew from segments alone.
//
// For a warehouse whose tables are lost or damaged. Reads every record of every segment, so it
// takes as long as reading the warehouse. What the segments lack is reported, never invented.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/check.h"
#include "store/file_system.h"
#include "store/options.h"

namespace kho::store {

// Folders of the tables before are named so, and a number.
inline constexpr std::string_view kOldTablesPrefix = "tables-before-rebuild-";

struct RebuildReport {
  std::uint64_t segments = 0;
  std::uint64_t commits = 0;
  std::uint64_t blobs = 0;
  std::uint64_t chunks = 0;
  std::vector<Finding> findings;
  std::string old_tables;  // The name of the folder where the tables before lie, if there were any.
};

// The store must be closed. `tables` as for Store. The old tables are kept beside the new ones.
// A rebuild that was cut off can be begun again. Throws kNotAStore, kBusy, kNoSpace.
RebuildReport rebuild_tables(
    FileSystem& file_system, const std::filesystem::path& directory,
    std::vector<std::string> tables, const Options& options = {},
    const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

// The same where the caller holds the lock of the directory, which may not have its marker yet.
// `progress` may throw.
RebuildReport rebuild_locked_tables(
    FileSystem& file_system, const std::filesystem::path& directory,
    std::vector<std::string> tables, const Options& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace kho::store

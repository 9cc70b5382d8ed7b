// store/restore.h - Makes a store of a snapshot of its backups, in a directory of its own.
//
// Every byte is compared with its hash while it is copied; the tables are made anew from the
// segments. Until all of that is done the directory has no marker, and nobody takes it for a store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/backup_repository.h"
#include "store/rebuild.h"

namespace kho::store {

struct RestoreReport {
  Position position = 0;
  std::uint64_t commits = 0;
  std::uint64_t bytes_copied = 0;
  std::vector<Finding> findings;  // What the snapshot lacked when it was taken, or lacks now.
};

// `directory` is absent or empty, or what an interrupted restore left, which begins anew; its
// parent exists. `tables` as for Store. `progress` hears of bytes copied, then of bytes read for
// the tables; it may throw, which leaves the directory unfinished. Throws kAlreadyExists, kBusy,
// kNoSpace; kCorrupt where the backup is damaged.
RestoreReport restore(FileSystem& file_system, const BackupRepository& repository,
                      const BackupSnapshot& snapshot, const std::filesystem::path& directory,
                      std::vector<std::string> tables, const Options& options = {},
                      const BackupProgress& progress = {});

}  // namespace kho::store

// store/backup.h - Copies an open store to another place: whole the first time, then what is new.
//
// Beside readers and writers. What is copied is all commits up to one, and nothing behind it; why
// that holds, and what the folder looks like: docs/format/backup.md.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "store/backup_repository.h"
#include "store/store.h"

namespace kho::store {

struct BackupOrder {
  std::filesystem::path repository;
  std::string warehouse;  // Whose backups lie there.
  std::string version;    // Of this program.
  std::int64_t now_ms = 0;
  // Beside the store's own: their files are copied whole. `keys` and `trust`; absent ones are
  // passed over.
  std::vector<std::string> folders;
};

struct BackupReport {
  std::string snapshot;  // Its name; empty where it was stopped before its end.
  std::string parent;    // The snapshot that it goes on from; empty: none.
  Position position = 0;
  std::uint64_t commits = 0;
  std::uint64_t segments = 0;
  std::uint64_t bytes = 0;         // Of all that the snapshot names.
  std::uint64_t files_copied = 0;  // Pieces of segments, and other files.
  std::uint64_t bytes_copied = 0;
  bool stopped = false;
  std::vector<std::string> findings;  // What of the store could not be read: see check.
  std::vector<std::string> notes;     // About the snapshots that are there.
};

// `progress` as for the repository; it may not throw. No compaction may run meanwhile: kBusy.
// Throws what BackupRepository::for_writing() and add() throw, and kReadOnly. What it copied before
// it threw or stopped is used by the next.
BackupReport back_up(Store& store, FileSystem& repository_files, const BackupOrder& order,
                     const std::stop_token& stop = {}, const BackupProgress& progress = {});

}  // namespace kho::store

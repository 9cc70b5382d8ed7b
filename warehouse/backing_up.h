// warehouse/backing_up.h - Backups of a warehouse (store/backup.h), and what stands in their way.
//
// Thread-safe functions.
#pragma once

#include <filesystem>
#include <stop_token>

#include "store/backup.h"
#include "warehouse/environment.h"

namespace kho::warehouse {

// Neither may lie in the other. Throws Error kBackupPlaceUnusable.
void require_apart(const std::filesystem::path& warehouse, const std::filesystem::path& backups);

// Segments, signing keys and trusted certificates; everything else is made of these. Throws Error
// kBackupPlaceUnusable, kBackupOfOther, kBackupBusy, kBackupDamaged, kBackupFailed; store::Error
// kNoSpace, kReadOnly, kUnsupportedFormat.
[[nodiscard]] store::BackupReport back_up(store::Store& store, const std::filesystem::path& to,
                                          const std::string& program, const Clock& clock,
                                          Random& random, const std::stop_token& stop,
                                          const store::BackupProgress& progress);

}  // namespace kho::warehouse

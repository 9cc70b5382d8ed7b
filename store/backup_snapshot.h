// store/backup_snapshot.h - What a backup says of itself: of which moment it is, and what lies
// where.
//
// As text: docs/format/backup.md. Immutable values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change_log.h"
#include "store/segments.h"

namespace kho::store {

// A part of a segment, kept as a file that is named by its hash.
struct BackupPiece {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Sha256 sha256;
};

struct BackupSegment {
  SegmentId id = 0;
  SegmentStamp stamp;
  std::uint64_t tail = 0;
  std::uint64_t settled = 0;        // Below it nothing was being written.
  std::vector<BackupPiece> pieces;  // Where they overlap, the later one counts.
};

struct BackupFile {
  std::string path;  // FOLDER/NAME
  std::uint64_t length = 0;
  Sha256 sha256;
};

struct BackupSnapshot {
  std::string name;  // snapshot_name()
  std::string warehouse;
  std::string version;  // Of the program that wrote it.
  Position position = 0;
  Sha256 head;  // Of the log entry there.
  std::uint64_t commits = 0;
  Sha256 commit;  // Of the operations of the last.
  std::vector<BackupSegment> segments;
  std::vector<BackupFile> files;
  std::vector<std::string> findings;  // What could not be read when it was taken.

  [[nodiscard]] std::uint64_t bytes() const;  // Of all that it names.
};

[[nodiscard]] std::string pack(const BackupSnapshot& snapshot);
// Throws kCorrupt; kUnsupportedFormat for a later version.
[[nodiscard]] BackupSnapshot unpack_snapshot(std::string_view text);

// 20261128T004739123Z
[[nodiscard]] std::string snapshot_name(std::int64_t taken_at_ms);
// Milliseconds since 1970; nullopt where it is no such name.
[[nodiscard]] std::optional<std::int64_t> taken_at_ms(std::string_view name);

}  // namespace kho::store

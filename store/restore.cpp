#include "store/restore.h"

#include <fmt/format.h>

#include "store/error.h"
#include "store/file_creation.h"
#include "store/single_records.h"
#include "store/store.h"

namespace kho::store {
namespace {

// What marks an unfinished restore; it is renamed to the marker of a store at the end.
constexpr std::string_view kUnfinishedFile = "KHO.restoring";

class Restore {
 public:
  Restore(FileSystem& file_system, const BackupRepository& repository,
          const BackupSnapshot& snapshot, const std::filesystem::path& given,
          std::vector<std::string> tables, const Options& options, const BackupProgress& progress)
      : file_system_(file_system),
        repository_(repository),
        snapshot_(snapshot),
        directory_(whole_path(given)),
        tables_(std::move(tables)),
        options_(options),
        progress_(progress) {}

  RestoreReport run() {
    claim();
    const DirectoryLock lock(directory_);
    claim();  // Another restore may have finished it while this one waited.
    clear();
    copy();
    const RebuildReport rebuilt = rebuild_locked_tables(
        file_system_, directory_, tables_, options_, [&](std::uint64_t done, std::uint64_t to_do) {
          if (progress_) progress_(done, to_do);
        });
    compare(rebuilt);
    file_system_.rename(directory_ / kUnfinishedFile, directory_ / kMarkerFile);
    file_system_.sync_directory(directory_);
    return std::move(report_);
  }

 private:
  void claim() {
    if (file_system_.exists(directory_.parent_path() / kMarkerFile)) {
      throw Error(Errc::kAlreadyExists, directory_.string() + " lies inside a warehouse");
    }
    file_system_.make_directory(directory_);
    const std::vector<std::string> names = file_system_.list(directory_);
    if (file_system_.exists(directory_ / kUnfinishedFile) &&
        !file_system_.exists(directory_ / kMarkerFile)) {
      return;
    }
    if (!names.empty()) {
      throw Error(Errc::kAlreadyExists, directory_.string() + " is not empty");
    }
    const auto file = file_system_.open(directory_ / kUnfinishedFile, FileSystem::Mode::kCreateNew);
    file->write_at(0, as_bytes(kMarker));
    file->sync();
    file_system_.sync_directory(directory_);
    file_system_.sync_directory(directory_.parent_path());
  }

  // Of an interrupted restore.
  void clear() {
    for (const char* folder : {"segments", "keys", "trust", "tables", "tables-new"}) {
      const std::filesystem::path path = directory_ / folder;
      if (!file_system_.exists(path)) continue;
      for (const std::string& name : file_system_.list(path)) file_system_.remove(path / name);
    }
    // Where the crash came before its bytes were sure.
    const auto file = file_system_.open(directory_ / kUnfinishedFile, FileSystem::Mode::kReadWrite);
    file->write_at(0, as_bytes(kMarker));
    file->sync();
  }

  void copy() {
    std::uint64_t to_do = snapshot_.bytes();
    const auto take = [&](File& file, std::uint64_t begin) {
      return [this, &file, begin, to_do](std::uint64_t offset, ByteView bytes) {
        file.write_at(begin + offset, bytes);
        report_.bytes_copied += bytes.size();
        if (progress_) progress_(report_.bytes_copied, to_do);
      };
    };
    const std::filesystem::path segments = directory_ / "segments";
    file_system_.make_directory(segments);
    for (const BackupSegment& segment : snapshot_.segments) {
      if (segment.pieces.empty()) continue;  // It could not be read then.
      const auto file =
          file_system_.open(segments / segment_file_name(segment.id), FileSystem::Mode::kCreateNew);
      for (const BackupPiece& piece : segment.pieces) {
        repository_.read(piece.sha256, piece.length, take(*file, piece.offset));
      }
      file->sync();
    }
    file_system_.sync_directory(segments);
    for (const BackupFile& each : snapshot_.files) {
      const std::filesystem::path path = directory_ / each.path;
      const bool is_new = !file_system_.exists(path.parent_path());
      file_system_.make_directory(path.parent_path());
      if (is_new) close_to_others(path.parent_path());
      const auto file = file_system_.open(path, FileSystem::Mode::kCreateSecret);
      repository_.read(each.sha256, each.length, take(*file, 0));
      file->sync();
      file_system_.sync_directory(path.parent_path());
    }
    file_system_.sync_directory(directory_);
  }

  void find(std::string text) {
    report_.findings.push_back({Finding::Severity::kDamage, std::move(text), {}});
  }

  // Whether the segments say what the snapshot says.
  void compare(const RebuildReport& rebuilt) {
    for (const std::string& finding : snapshot_.findings) {
      find("when the backup was taken: " + finding);
    }
    report_.findings.insert(report_.findings.end(), rebuilt.findings.begin(),
                            rebuilt.findings.end());
    const OwnTables own(tables_.size());
    const auto tables = open_lmdb_tables(directory_ / "tables", OwnTables::with_upper(tables_));
    const auto reader = tables->snapshot();
    report_.commits = applied_in(*reader, own);
    const ChangeLog log(own.log);
    report_.position = log.last(*reader);
    const Sha256 head = entry_hash(log, *reader, report_.position);
    if (report_.commits != snapshot_.commits || report_.position != snapshot_.position ||
        head != snapshot_.head) {
      find(
          fmt::format("the segments end with commit {} and log position {}, the snapshot with {} "
                      "and {}",
                      report_.commits, report_.position, snapshot_.commits, snapshot_.position));
    }
  }

  FileSystem& file_system_;
  const BackupRepository& repository_;
  const BackupSnapshot& snapshot_;
  const std::filesystem::path directory_;
  const std::vector<std::string> tables_;
  const Options& options_;
  const BackupProgress& progress_;
  RestoreReport report_;
};

}  // namespace

RestoreReport restore(FileSystem& file_system, const BackupRepository& repository,
                      const BackupSnapshot& snapshot, const std::filesystem::path& directory,
                      std::vector<std::string> tables, const Options& options,
                      const BackupProgress& progress) {
  return Restore(file_system, repository, snapshot, directory, std::move(tables), options, progress)
      .run();
}

}  // namespace kho::store

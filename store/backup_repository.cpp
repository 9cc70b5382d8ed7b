#include "store/backup_repository.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/check.h"
#include "store/error.h"
#include "store/file_creation.h"

namespace kho::store {
namespace {

constexpr std::string_view kRepositoryMarkerFile = "KHO-BACKUP";
constexpr std::string_view kNewRepositoryMarkerFile = "KHO-BACKUP.new";
constexpr std::string_view kMarkerBegin = "kho-backup ";
constexpr std::string_view kMarkerOf = "kho-backup 1\nwarehouse ";
constexpr std::string_view kData = "data";
constexpr std::string_view kSnapshots = "snapshots";
constexpr std::string_view kIncoming = "incoming";
constexpr std::size_t kMarkerBytesMax = 4096;
constexpr std::uint64_t kSnapshotBytesMax = 1ULL << 30;
constexpr std::size_t kWindow = 4 << 20;

std::string read_text(const File& file, std::uint64_t bytes_max) {
  if (file.size() > bytes_max) throw Error(Errc::kCorrupt, "a text in the backup is too long");
  Bytes bytes(file.size());
  bytes.resize(file.read_at(0, bytes));
  return std::string(as_text(bytes));
}

// The warehouse that the folder belongs to.
std::string read_marker(FileSystem& file_system, const std::filesystem::path& folder) {
  if (!file_system.exists(folder / kRepositoryMarkerFile)) {
    throw Error(Errc::kNotABackup, folder.string() + " holds no backups");
  }
  const std::string text = read_text(
      *file_system.open(folder / kRepositoryMarkerFile, FileSystem::Mode::kRead), kMarkerBytesMax);
  if (!text.starts_with(kMarkerOf)) {
    if (text.starts_with(kMarkerBegin)) {
      throw Error(Errc::kUnsupportedFormat, folder.string() + " has another format");
    }
    throw Error(Errc::kCorrupt, "the marker of " + folder.string() + " is damaged");
  }
  const std::size_t end = text.find('\n', kMarkerOf.size());
  if (end == std::string::npos || end + 1 != text.size()) {
    throw Error(Errc::kCorrupt, "the marker of " + folder.string() + " is damaged");
  }
  return text.substr(kMarkerOf.size(), end - kMarkerOf.size());
}

// Refuses what is neither empty nor a repository, nor one whose making was cut off.
void require_free(FileSystem& file_system, const std::filesystem::path& folder) {
  for (const std::string& name : file_system.list(folder)) {
    if (name != "lock" && name != kData && name != kSnapshots && name != kNewRepositoryMarkerFile) {
      throw Error(Errc::kAlreadyExists, folder.string() + " is neither empty nor holds backups");
    }
  }
}

// The marker comes last.
void make(FileSystem& file_system, const std::filesystem::path& folder,
          const std::string& warehouse) {
  for (const std::string_view name : {kData, kSnapshots}) {
    file_system.make_directory(folder / name);
    close_to_others(folder / name);
  }
  file_system.sync_directory(folder.parent_path());
  create_whole(file_system, folder / kRepositoryMarkerFile, FileSystem::Mode::kCreateSecret,
               std::string(kMarkerOf) + warehouse + "\n");
}

// Of the first `length` bytes; `take` hears of them in order.
Sha256 hash_of(const File& file, std::uint64_t length,
               const std::function<void(std::uint64_t offset, ByteView)>& take = {}) {
  Sha256Hasher hasher;
  Bytes window(std::min<std::uint64_t>(length, kWindow));
  for (std::uint64_t at = 0; at < length;) {
    const std::size_t wanted = std::min<std::uint64_t>(window.size(), length - at);
    const std::size_t count = file.read_at(at, std::span(window).first(wanted));
    if (count == 0) break;
    const ByteView bytes = ByteView(window).first(count);
    hasher.update(bytes);
    if (take) take(at, bytes);
    at += count;
  }
  return hasher.finish();
}

std::string what_of(const BackupSegment& segment, const BackupPiece& piece) {
  return fmt::format("segment {} from {} on", segment.id, piece.offset);
}

}  // namespace

BackupRepository::BackupRepository(FileSystem& file_system, std::filesystem::path folder,
                                   std::unique_ptr<DirectoryLock> lock)
    : file_system_(file_system),
      folder_(std::move(folder)),
      lock_(std::move(lock)),
      warehouse_(read_marker(file_system_, folder_)) {}

BackupRepository BackupRepository::for_writing(FileSystem& file_system,
                                               const std::filesystem::path& given,
                                               const std::string& warehouse) {
  const std::filesystem::path folder = whole_path(given);
  if (!file_system.exists(folder)) {
    file_system.make_directory(folder);
    close_to_others(folder);
  }
  if (!file_system.exists(folder / kRepositoryMarkerFile)) require_free(file_system, folder);
  auto lock = std::make_unique<DirectoryLock>(folder);
  if (!file_system.exists(folder / kRepositoryMarkerFile)) make(file_system, folder, warehouse);
  BackupRepository repository(file_system, folder, std::move(lock));
  if (repository.warehouse_ != warehouse) {
    throw Error(Errc::kOtherStore, folder.string() + " holds the backups of another warehouse, " +
                                       repository.warehouse_);
  }
  repository.remove_incoming();  // Of a killed process.
  return repository;
}

BackupRepository BackupRepository::open(FileSystem& file_system,
                                        const std::filesystem::path& given) {
  const std::filesystem::path folder = whole_path(given);
  (void)read_marker(file_system, folder);  // Before a lock file is made in somebody's folder.
  std::unique_ptr<DirectoryLock> lock;
  try {
    lock = std::make_unique<DirectoryLock>(folder);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::read_only_file_system &&
        error.code() != std::errc::permission_denied) {
      throw;
    }
  }
  return {file_system, folder, std::move(lock)};
}

std::vector<std::string> BackupRepository::snapshots() const {
  std::vector<std::string> names = file_system_.list(folder_ / kSnapshots);
  std::erase_if(names, [](const std::string& name) { return !taken_at_ms(name); });
  return names;
}

BackupSnapshot BackupRepository::snapshot(const std::string& name) const {
  const auto file = file_system_.open(folder_ / kSnapshots / name, FileSystem::Mode::kRead);
  BackupSnapshot snapshot = unpack_snapshot(read_text(*file, kSnapshotBytesMax));
  if (snapshot.name != name || snapshot.warehouse != warehouse_) {
    throw Error(Errc::kCorrupt, "snapshot " + name + " is another one");
  }
  return snapshot;
}

std::filesystem::path BackupRepository::path_of(const Sha256& sha256) const {
  const std::string hex = sha256.hex();
  return folder_ / kData / hex.substr(0, 2) / hex;
}

bool BackupRepository::has(const Sha256& sha256, std::uint64_t length) const {
  return file_system_.exists(path_of(sha256)) && file_length(sha256) == length;
}

bool BackupRepository::is_whole(const Sha256& sha256, std::uint64_t length) const {
  if (!has(sha256, length)) return false;
  const auto file = file_system_.open(path_of(sha256), FileSystem::Mode::kRead);
  file->forget_cached();
  return hash_of(*file, length) == sha256;
}

std::uint64_t BackupRepository::file_length(const Sha256& sha256) const {
  return file_system_.open(path_of(sha256), FileSystem::Mode::kRead)->size();
}

std::set<Sha256> BackupRepository::files() const {
  std::set<Sha256> found;
  for (const std::string& folder : file_system_.list(folder_ / kData)) {
    if (folder.size() != 2) continue;  // What a file manager left, say.
    for (const std::string& name : file_system_.list(folder_ / kData / folder)) {
      if (const auto sha256 = Sha256::from_hex(name)) found.insert(*sha256);
    }
  }
  return found;
}

void BackupRepository::remove_incoming() {
  const std::filesystem::path incoming = folder_ / kIncoming;
  if (file_system_.exists(incoming)) file_system_.remove(incoming);
}

void BackupRepository::keep_incoming(const std::filesystem::path& path) {
  file_system_.rename(folder_ / kIncoming, path);
  unsynced_.insert(path.parent_path());
}

std::optional<BackupRepository::Added> BackupRepository::add(
    std::uint64_t length, const ReadSource& read, bool look_first, const std::stop_token& stop,
    const std::function<void(std::uint64_t)>& progress) {
  Bytes window(std::min<std::uint64_t>(length, kWindow));
  // Whoever was killed may have left its name not durable.
  const auto use = [&](const Sha256& sha256) {
    unsynced_.insert(path_of(sha256).parent_path());
    unsynced_.insert(folder_ / kData);
    return Added{sha256, false};
  };
  // False: stopped.
  const auto each_window = [&](const std::function<void(std::uint64_t, ByteView)>& take) {
    for (std::uint64_t at = 0; at < length;) {
      if (stop.stop_requested()) return false;
      const std::size_t count = std::min<std::uint64_t>(window.size(), length - at);
      read(at, std::span(window).first(count));
      take(at, ByteView(window).first(count));
      at += count;
    }
    return true;
  };
  if (look_first) {
    Sha256Hasher hasher;
    if (!each_window([&](std::uint64_t, ByteView bytes) { hasher.update(bytes); })) return {};
    const Sha256 sha256 = hasher.finish();
    if (is_whole(sha256, length)) {
      progress(length);
      return use(sha256);
    }
  }

  remove_incoming();
  const auto file = file_system_.open(folder_ / kIncoming, FileSystem::Mode::kCreateSecret);
  try {
    Sha256Hasher hasher;
    // One half of the work is to read it back.
    const bool whole = each_window([&](std::uint64_t at, ByteView bytes) {
      hasher.update(bytes);
      file->write_at(at, bytes);
      progress(bytes.size() / 2);
    });
    if (!whole) {
      remove_incoming();
      return {};
    }
    const Sha256 sha256 = hasher.finish();
    file->sync();
    file->forget_cached();
    if (file->size() != length || hash_of(*file, length, [&](std::uint64_t, ByteView bytes) {
                                    progress(bytes.size() - bytes.size() / 2);
                                  }) != sha256) {
      throw Error(Errc::kCorrupt,
                  "what was written to " + folder_.string() + " reads back as other bytes");
    }
    file->forget_cached();
    const std::filesystem::path path = path_of(sha256);
    if (file_system_.exists(path)) {
      if (is_whole(sha256, length)) {
        remove_incoming();
        return use(sha256);
      }
      file_system_.remove(path);  // Damaged: what was just read back takes its place.
    } else {
      file_system_.make_directory(path.parent_path());
      unsynced_.insert(folder_ / kData);
    }
    keep_incoming(path);
    return Added{sha256, true};
  } catch (...) {
    // Its space may be what the disk lacks.
    try {
      remove_incoming();
    } catch (const std::exception&) {
    }
    throw;
  }
}

void BackupRepository::add_snapshot(const BackupSnapshot& snapshot) {
  for (const std::filesystem::path& folder : unsynced_) file_system_.sync_directory(folder);
  unsynced_.clear();
  const std::string text = pack(snapshot);
  remove_incoming();
  const auto file = file_system_.open(folder_ / kIncoming, FileSystem::Mode::kCreateSecret);
  file->write_at(0, as_bytes(text));
  file->sync();
  file->forget_cached();
  if (hash_of(*file, file->size()) != Sha256::of(as_bytes(text))) {
    throw Error(Errc::kCorrupt,
                "what was written to " + folder_.string() + " reads back as other bytes");
  }
  keep_incoming(folder_ / kSnapshots / snapshot.name);
  file_system_.sync_directory(folder_ / kSnapshots);
  file_system_.sync_directory(folder_);
}

void BackupRepository::read(const Sha256& sha256, std::uint64_t length,
                            const std::function<void(std::uint64_t, ByteView)>& take) const {
  const auto damaged = [&](std::string_view why) {
    return Error(Errc::kCorrupt, fmt::format("file {} {}", sha256.hex(), why));
  };
  if (!file_system_.exists(path_of(sha256))) throw damaged("is missing");
  const auto file = file_system_.open(path_of(sha256), FileSystem::Mode::kRead);
  if (file->size() != length) throw damaged("has another length");
  if (hash_of(*file, length, take) != sha256) throw damaged("has other bytes than its name says");
}

RepositoryReport BackupRepository::check(const BackupProgress& progress) const {
  RepositoryReport report;
  const auto find = [&](std::string text, std::vector<std::string> snapshots) {
    if (++report.damages > kFindingsMax) return;
    report.findings.push_back({std::move(text), std::move(snapshots)});
  };
  struct Named {
    std::uint64_t length = 0;
    std::string what;
    std::vector<std::string> snapshots;
  };
  std::map<Sha256, Named> named;
  for (const std::string& name : snapshots()) {
    ++report.snapshots;
    try {
      const BackupSnapshot known = snapshot(name);
      const auto need = [&](const Sha256& sha256, std::uint64_t length, std::string what) {
        Named& entry = named[sha256];
        entry.length = length;
        if (entry.what.empty()) entry.what = std::move(what);
        if (entry.snapshots.empty() || entry.snapshots.back() != name) {
          entry.snapshots.push_back(name);
        }
      };
      for (const BackupSegment& segment : known.segments) {
        for (const BackupPiece& piece : segment.pieces) {
          need(piece.sha256, piece.length, what_of(segment, piece));
        }
      }
      for (const BackupFile& file : known.files) need(file.sha256, file.length, file.path);
    } catch (const std::system_error& error) {
      if (!is_damage(error)) throw;
      find("snapshot " + name + ": " + error.what(), {name});
    }
  }
  for (const Sha256& sha256 : files()) {
    if (named.contains(sha256)) continue;
    ++report.unnamed_files;
    report.unnamed_bytes += file_length(sha256);
  }
  std::uint64_t to_do = 0;
  for (const auto& [sha256, file] : named) to_do += file.length;
  for (const auto& [sha256, file] : named) {
    ++report.files;
    try {
      read(sha256, file.length, [&](std::uint64_t, ByteView bytes) {
        report.bytes += bytes.size();
        if (progress) progress(report.bytes, to_do);
      });
    } catch (const std::system_error& error) {
      if (!is_damage(error)) throw;
      find(file.what + ": " + error.what(), file.snapshots);
    }
  }
  return report;
}

std::map<Sha256, std::uint64_t> BackupRepository::unneeded(
    const std::vector<std::string>& kept) const {
  std::set<Sha256> needed;
  for (const std::string& name : kept) {
    const BackupSnapshot known = snapshot(name);
    for (const BackupSegment& segment : known.segments) {
      for (const BackupPiece& piece : segment.pieces) needed.insert(piece.sha256);
    }
    for (const BackupFile& file : known.files) needed.insert(file.sha256);
  }
  std::map<Sha256, std::uint64_t> out;
  for (const Sha256& sha256 : files()) {
    if (!needed.contains(sha256)) out[sha256] = file_length(sha256);
  }
  return out;
}

Pruning BackupRepository::plan_pruning(std::size_t keep) const {
  Pruning plan;
  std::vector<std::string> names = snapshots();
  const std::size_t gone = names.size() - std::min(names.size(), std::max<std::size_t>(keep, 1));
  plan.snapshots.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(gone));
  names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(gone));
  for (const auto& [sha256, length] : unneeded(names)) {
    ++plan.files;
    plan.bytes += length;
  }
  return plan;
}

Pruning BackupRepository::prune(std::size_t keep) {
  if (!lock_) throw Error(Errc::kBusy, folder_.string() + " cannot be locked: nothing is removed");
  Pruning plan = plan_pruning(keep);
  // The names first: no snapshot may ever miss a file.
  for (const std::string& name : plan.snapshots) file_system_.remove(folder_ / kSnapshots / name);
  file_system_.sync_directory(folder_ / kSnapshots);
  remove_incoming();
  std::set<std::filesystem::path> changed;
  for (const auto& [sha256, length] : unneeded(snapshots())) {
    const std::filesystem::path path = path_of(sha256);
    file_system_.remove(path);
    changed.insert(path.parent_path());
  }
  for (const std::filesystem::path& folder : changed) file_system_.sync_directory(folder);
  return plan;
}

}  // namespace kho::store

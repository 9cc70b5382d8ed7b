// store/backup_repository.h - The folder that the backups of one warehouse lie in.
//
// Files named by the hash of their bytes, and snapshots that name them; only added, and removed
// when no snapshot names them. Bytes on disk, and why what is in it is whole:
// docs/format/backup.md.
//
// Thread-confined. One process at a time works on a folder. Errors: store::Error;
// std::system_error. `progress` functions hear of bytes done and to do, and may throw to end what
// runs.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "store/backup_snapshot.h"
#include "store/directory_lock.h"
#include "store/file_system.h"

namespace kho::store {

using BackupProgress = std::function<void(std::uint64_t done, std::uint64_t to_do)>;

struct BackupDamage {
  std::string text;                    // For people; names the file, and what of a warehouse it is.
  std::vector<std::string> snapshots;  // That need it.
};

struct RepositoryReport {
  std::uint64_t snapshots = 0;
  std::uint64_t files = 0;  // That snapshots name.
  std::uint64_t bytes = 0;
  std::uint64_t unnamed_files = 0;  // That an interrupted backup left: the next one uses them.
  std::uint64_t unnamed_bytes = 0;
  std::uint64_t damages = 0;  // Found, those beyond kFindingsMax included.
  std::vector<BackupDamage> findings;
};

// What goes when only the newest snapshots are kept.
struct Pruning {
  std::vector<std::string> snapshots;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

class BackupRepository {
 public:
  // For the backups of `warehouse`: made where the folder is absent or empty; its parent must
  // exist. Throws kAlreadyExists (something else lies there), kOtherStore, kUnsupportedFormat,
  // kBusy.
  static BackupRepository for_writing(FileSystem& file_system, const std::filesystem::path& folder,
                                      const std::string& warehouse);
  // To read it, and to remove snapshots. Also from a medium that cannot be written to, then without
  // a lock. Throws kNotABackup, kUnsupportedFormat, kBusy.
  static BackupRepository open(FileSystem& file_system, const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::string& warehouse() const { return warehouse_; }

  [[nodiscard]] std::vector<std::string> snapshots() const;  // Their names, the oldest first.
  // Throws kCorrupt, kUnsupportedFormat.
  [[nodiscard]] BackupSnapshot snapshot(const std::string& name) const;

  // Whether a file with this name and length lies there.
  [[nodiscard]] bool has(const Sha256& sha256, std::uint64_t length) const;
  // The same, and its bytes are those of its name.
  [[nodiscard]] bool is_whole(const Sha256& sha256, std::uint64_t length) const;
  // Of all files in data/.
  [[nodiscard]] std::set<Sha256> files() const;
  [[nodiscard]] std::uint64_t file_length(const Sha256& sha256) const;

  // Fills `out` with the bytes from `offset` on.
  using ReadSource = std::function<void(std::uint64_t offset, std::span<std::byte> out)>;
  struct Added {
    Sha256 sha256;
    bool written = false;  // False: it was there.
  };
  // Copies so many bytes, reads them back, and compares; `look_first`: perhaps they are there. The
  // name is durable with the next snapshot. nullopt: `stop` was requested. Throws kCorrupt where
  // the medium returned other bytes.
  std::optional<Added> add(std::uint64_t length, const ReadSource& read, bool look_first,
                           const std::stop_token& stop,
                           const std::function<void(std::uint64_t)>& progress);
  // The end of a backup: durable on return.
  void add_snapshot(const BackupSnapshot& snapshot);

  // Hands the bytes over from the front, and compares them with their name at the end. Throws
  // kCorrupt.
  void read(const Sha256& sha256, std::uint64_t length,
            const std::function<void(std::uint64_t offset, ByteView bytes)>& take) const;

  // Reads everything, and compares it with what the snapshots say.
  [[nodiscard]] RepositoryReport check(const BackupProgress& progress) const;

  // Keeps the newest `keep`, 1 at least. What an interrupted backup left goes, too. Throws kCorrupt
  // for a snapshot that cannot be read: who knows what it names?
  [[nodiscard]] Pruning plan_pruning(std::size_t keep) const;
  Pruning prune(std::size_t keep);

 private:
  BackupRepository(FileSystem& file_system, std::filesystem::path folder,
                   std::unique_ptr<DirectoryLock> lock);
  [[nodiscard]] std::filesystem::path path_of(const Sha256& sha256) const;
  void remove_incoming();
  // Gives it its last name, which must be free.
  void keep_incoming(const std::filesystem::path& path);
  [[nodiscard]] std::map<Sha256, std::uint64_t> unneeded(
      const std::vector<std::string>& kept) const;

  FileSystem& file_system_;
  const std::filesystem::path folder_;
  std::unique_ptr<DirectoryLock> lock_;
  std::string warehouse_;
  std::set<std::filesystem::path> unsynced_;  // Folders with names that are not durable.
};

}  // namespace kho::store

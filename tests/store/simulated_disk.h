// tests/store/simulated_disk.h - A disk that loses power, fails and fills up when a test says so.
//
// Ordinary files live in memory, each as what is surely on the disk and the writes since; names are
// sure only after sync_directory. *External* files (LMDB's, which does its own I/O) are real files
// in real directories: the disk compares their pages with those of the last sync through this
// interface. Directories are real too, so that locks, which are not simulated, find their place.
//
//   operations ──> the crash_after(k)-th: happens in part or not at all, SimulatedCrash
//                    │   every later call: SimulatedCrash (the process is dead)
//                    └── restart(): what was not synced is there, gone, torn or mixed ──>
//                    operations
//
// Counted as operations: write_at, sync, allocate and truncate where they change the file,
// creation, remove, rename, sync_directory, make_directory. After a restart that lost power
// everything is sure; after one that did not, what was unsynced still is.
//
// What the model keeps of a real disk: sectors of 512 bytes are written whole or not; a sector
// that is written carries everything the page cache had in it then; the two names of a rename
// change together, and renames of directories reach the disk in order; nothing else is ordered.
// What it leaves out: damage to bytes at rest, LMDB's own fdatasync, which it cannot see, and the
// way back of an external file that was removed. An external file is found when it is opened here
// or its directory is synced, and begins with nothing sure.
//
// Thread-safe, except restart(): every thread, file and LMDB environment of the dead process has
// ended before it. One thread and one seed give one history. Errors: as posix_file_system();
// SimulatedCrash.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>

#include "store/file_system.h"

namespace kho::test {

using Random = std::mt19937_64;

// 0..bound-1; `bound` is at least 1.
[[nodiscard]] inline std::uint64_t below(Random& random, std::uint64_t bound) {
  return random() % bound;
}

struct SimulatedCrash : std::runtime_error {
  SimulatedCrash() : std::runtime_error("simulated crash") {}
};

class SimulatedDisk : public store::FileSystem {
 public:
  struct Options {
    // Whether this path is an external file; none: no file is.
    std::function<bool(const std::filesystem::path&)> external;
    // External files come through a crash as they are: for an LMDB that syncs by itself.
    bool external_survives = false;
    // Looks at external files at every operation, so that a crash may also bring back a page as it
    // was between two syncs. Costs a read of these files each time.
    bool external_versions = false;
    // Of all files together. A write beyond fails with kNoSpace (LMDB's own do not).
    std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t seed = 1;  // Of what happens at crashes and faults.
  };

  // What becomes of everything that was not synced.
  enum class Loss {
    // Only the process was killed: the system's cache lives on and is read, but nothing in it
    // became sure, so that a store which trusts what it reads there loses it at the next crash.
    kNone,
    kAll,    // Nothing had reached the disk.
    kMixed,  // Each write, sector, page, length and name by chance.
  };

  enum class Fault { kInputOutput, kNoSpace };
  enum class Lasting { kOnce, kUntilHealed };

  SimulatedDisk();
  explicit SimulatedDisk(Options options);
  ~SimulatedDisk() override;

  // The k-th operation from now (from 1) is the last: it and every later call throw
  // SimulatedCrash. 0: none.
  void crash_after(std::uint64_t k);
  [[nodiscard]] bool crashed() const;
  // Power comes back. Also allowed without a crash: as if it had come between two operations.
  void restart(Random& random, Loss loss);

  // The k-th operation from now (from 1) fails with EIO or ENOSPC, or all from there on. A write
  // may have written a part. A failed sync is the worst that systems do: what was unsynced counts
  // as clean from then on, is on the disk or not page by page, and no later sync writes it again
  // unless it is written to again.
  void fail_after(std::uint64_t k, Fault fault, Lasting lasting);
  // The k-th read_at from now (from 1) fails with EIO, or all from there on. Reads are no
  // operations.
  void fail_read_after(std::uint64_t k, Lasting lasting);
  void heal();
  void set_bytes_max(std::uint64_t bytes);

  [[nodiscard]] std::uint64_t operations() const;  // Since construction.
  [[nodiscard]] std::uint64_t faults() const;      // Operations and reads that were made to fail.

  std::unique_ptr<store::File> open(const std::filesystem::path& path, Mode mode) override;
  [[nodiscard]] bool exists(const std::filesystem::path& path) const override;
  void make_directory(const std::filesystem::path& path) override;
  void remove(const std::filesystem::path& path) override;
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void sync_directory(const std::filesystem::path& path) override;
  [[nodiscard]] std::vector<std::string> list(const std::filesystem::path& path) const override;
  // What is left of bytes_max; with no such limit, what the real disk has.
  [[nodiscard]] std::uint64_t free_bytes(const std::filesystem::path& directory) const override;

 private:
  class OrdinaryFile;
  class ExternalFile;
  struct Inode;                                 // An ordinary file's bytes.
  struct External;                              // An external file's pages.
  using InodePointer = std::shared_ptr<Inode>;  // Shared by names, their history and open files.
  using ExternalPointer = std::shared_ptr<External>;
  enum class Fate { kHappens, kCrashes, kFails };

  // What a name stood for, from `since` on; times are those of changes to any name.
  struct NameValue {
    std::uint64_t since = 0;
    InodePointer inode;
  };
  // Since it was last sure: the sure value first, the present one last.
  using NameHistory = std::vector<NameValue>;
  using Names = std::set<std::filesystem::path>;
  // Of a directory or external file: the real one is renamed at once, and back after a crash.
  struct RealRename {
    std::filesystem::path from;
    std::filesystem::path to;
  };

  // All below need mutex_.
  void require_alive() const;
  void require_alive(std::uint64_t life) const;
  [[nodiscard]] Fate count();
  void count_read(const std::string& name);
  [[noreturn]] void stop(Fate fate, const std::string& what);
  [[noreturn]] void crash();
  [[nodiscard]] bool is_external(const std::filesystem::path& path) const;
  [[nodiscard]] InodePointer present(const std::filesystem::path& path) const;
  void change_name(const std::filesystem::path& path, InodePointer inode);
  void rename_real(const std::filesystem::path& from, const std::filesystem::path& to);
  // Names that renames made share one fate: those that share it with `path`, itself included.
  [[nodiscard]] Names bound_to(const std::filesystem::path& path) const;
  void make_name_sure(const std::filesystem::path& path);
  [[nodiscard]] std::uint64_t bytes_used() const;
  // What all files together may still grow by.
  [[nodiscard]] std::uint64_t room() const;
  ExternalPointer external(const std::filesystem::path& path);
  void find_external(const std::filesystem::path& directory);
  void capture_external();
  void restart_real_renames(Random& random, Loss loss);
  void restart_directories(Random& random, Loss loss);
  void restart_names(Random& random, Loss loss);
  void restart_external(Random& random, Loss loss);
  void write_ordinary(Inode& inode, std::uint64_t offset, store::ByteView bytes);

  const Options options_;

  mutable std::mutex mutex_;  // Protects everything below.
  Random random_;
  std::uint64_t bytes_max_;
  std::uint64_t operations_ = 0;
  std::uint64_t crash_at_ = 0;  // 0: never.
  std::uint64_t fail_at_ = 0;   // 0: never.
  Fault fault_ = Fault::kInputOutput;
  Lasting lasting_ = Lasting::kOnce;
  std::uint64_t reads_ = 0;
  std::uint64_t fail_read_at_ = 0;  // 0: never.
  std::uint64_t faults_ = 0;
  bool crashed_ = false;
  std::uint64_t life_ = 0;  // Counts restarts: files of an earlier life are dead.
  std::uint64_t name_changes_ = 0;
  std::map<std::filesystem::path, NameHistory> names_;
  std::vector<Names> bound_;                          // Disjoint; by renames that are not sure yet.
  std::vector<RealRename> real_renames_;              // That are not sure yet, in order.
  std::set<std::filesystem::path> seen_directories_;  // Made here: where external files may be.
  std::set<std::filesystem::path> unsure_directories_;  // Their names are not sure yet.
  std::map<std::filesystem::path, ExternalPointer> external_;
};

}  // namespace kho::test

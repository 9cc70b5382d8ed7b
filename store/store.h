// store/store.h - The store: content-addressed blobs and ordered tables under one commit.
//
// A blob is an immutable string of 0..kBlobBytesMax bytes named by its SHA-256. Equal bytes are
// stored once, and so are equal parts of files (docs/format/splitting.md). Blobs, the records of
// the layer above and the change log change together: a commit() is atomic and durable, and what it
// acknowledged survives kill -9 and power loss.
//
// Writers share the cost of durability (group commit): the first that waits runs the changes of
// all that wait with it, writes them to the segment as one commit record, makes that durable with
// one fdatasync, and only then lets everybody go. The tables follow in the page cache; a checkpoint
// makes them durable from time to time, and what came after it is replayed from the segments. A
// failed sync is never retried: the store then refuses all writes (kReadOnly) until it is opened
// again.
//
//   prepare (any thread: hash, cut, pack, write) ──> commit (named, durable) ──> open_blob, get
//
// Layout of the directory: docs/format/tables.md. Thread-safe. Errors: store::Error;
// std::system_error for a failed system call. A call that throws left the store as it was,
// except where it says otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "store/blob_reader.h"
#include "store/change_log.h"
#include "store/checkpoint.h"
#include "store/core.h"
#include "store/directory_lock.h"
#include "store/transaction.h"

namespace kho::store {

inline constexpr std::uint64_t kBlobBytesMax = 1ULL << 30;

class Store {
 public:
  // Makes an empty store in `directory`, which must be absent or empty; its parent must exist.
  // Throws kAlreadyExists.
  static void create(FileSystem& file_system, const std::filesystem::path& directory);

  // Opens it for this process alone. `tables` names the tables of the layer above; their ids are
  // 0, 1, 2... in that order, and new ones are added behind. Commits that the last checkpoint lacks
  // are replayed. Throws kNotAStore, kUnsupportedFormat, kBusy; kCorrupt where the tables are
  // damaged or an acknowledged commit is missing: rebuild_tables() (store/rebuild.h).
  Store(FileSystem& file_system, const std::filesystem::path& directory,
        std::vector<std::string> tables, const Options& options = {});
  ~Store();  // With a checkpoint, so that the next opening has nothing to replay.
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Hashes, cuts and packs `raw`, and writes what is new of it: commit() then only names it. Bytes
  // that no commit names are garbage. Throws kTooLarge, kNoSpace, kReadOnly.
  [[nodiscard]] PreparedBlob prepare(ByteView raw);

  using Urgency = Segments::Urgency;
  // Runs `change` inside the next group; durable on return. What `change` throws undoes this
  // change only, and is thrown here. It may run in another waiting thread. kFreesSpace, for changes
  // that only give up: may use the reserve when the disk is full. Throws kBusy (too
  // many wait) and kNoSpace, which left nothing; kReadOnly: the outcome is known only when the
  // store is opened again. Not from inside a change: it would wait for itself.
  void commit(const std::function<void(Transaction&)>& change, Urgency urgency = Urgency::kNormal);

  [[nodiscard]] std::unique_ptr<Snapshot> snapshot() const { return core_.tables->snapshot(); }

  enum class Verify {
    kChecksum,  // XXH3 of what was read: finds damage.
    kIdentity,  // And SHA-256 of the result: proves the name.
  };
  // nullopt if absent. Throws kCorrupt: no wrong byte is ever returned.
  [[nodiscard]] std::optional<Bytes> get(const BlobId& id, Verify verify) const;
  // For parts of it, or for more than memory should hold. Throws kCorrupt.
  [[nodiscard]] std::optional<BlobReader> open_blob(const BlobId& id) const;
  [[nodiscard]] std::optional<std::uint64_t> blob_size(const BlobId& id) const;

  [[nodiscard]] const ChangeLog& log() const { return log_; }
  [[nodiscard]] Position last_position() const;
  // Returns when the log has an entry after `position`, `stop` is requested, or `wait_max` has
  // passed: look which.
  void wait_past(Position position, std::stop_token stop,
                 std::optional<std::chrono::milliseconds> wait_max = {}) const;

  [[nodiscard]] bool writable() const;
  // Writers in commit() now, the one that leads included.
  [[nodiscard]] std::size_t waiting_writers() const;
  // Commits since the oldest open snapshot; 0 where it is not older than the last checkpoint's.
  [[nodiscard]] std::uint64_t oldest_snapshot_behind() const;
  // Tables::checks_values().
  [[nodiscard]] bool checks_tables() const { return core_.tables->checks_values(); }
  // Makes the tables durable. Commits go on meanwhile. `look` sees the tables that are durable now,
  // which later commits do not change. Throws kReadOnly.
  void checkpoint(const std::function<void(const Snapshot&)>& look = {});
  [[nodiscard]] const std::filesystem::path& directory() const { return core_.directory; }

  // For the other parts of store/.
  [[nodiscard]] Core& core() { return core_; }
  [[nodiscard]] const Core& core() const { return core_; }

 private:
  struct Waiter;

  // How many of them ran, one at least; the others belong to the next group. What fails is in each
  // waiter's error.
  std::size_t run_group(std::span<Waiter* const> group) noexcept;
  // Runs the changes that one commit record may hold, and says how many; `any`: one succeeded.
  std::size_t run_changes(std::span<Waiter* const> group, EngineTransaction& transaction,
                          Group& shared, bool& any);
  [[nodiscard]] std::uint64_t operations_max() const;  // Bytes of them that one group may exceed.
  void require_writable() const;
  void mark_broken();
  [[nodiscard]] bool checkpoint_due() const;
  [[nodiscard]] bool checkpoint_overdue(std::uint64_t times) const;
  void reserve_table_space(std::uint64_t change_bytes, Urgency urgency);
  void give_reserve_back();
  void wake_tender();
  void tend(std::stop_token stop);  // The background thread.

  DirectoryLock lock_;
  CheckpointFile checkpoint_;
  Core core_;
  std::unique_ptr<Snapshot> checkpoint_reader_;  // Keeps the pages of the last checkpoint.
  ChangeLog log_;

  mutable std::mutex queue_mutex_;
  std::deque<Waiter*> queue_;  // The front leads. Protected by queue_mutex_.
  bool broken_ = false;        // A write failed with unknown outcome. Protected by queue_mutex_.

  mutable std::mutex position_mutex_;
  mutable std::condition_variable_any position_changed_;
  Position position_ = 0;  // Durable. Protected by position_mutex_.

  std::uint64_t table_bytes_allocated_ = 0;  // Of their file; used by the leader of a group.

  std::mutex checkpoint_mutex_;  // One checkpoint at a time.
  std::atomic<std::uint64_t> groups_since_checkpoint_{0};
  std::atomic<std::uint64_t> bytes_at_checkpoint_{0};
  std::atomic<std::uint64_t> table_bytes_at_checkpoint_{0};
  std::atomic<std::uint64_t> table_bytes_rewritten_{0};  // Since then, about.

  std::mutex tend_mutex_;
  std::condition_variable_any tend_wanted_;
  bool tend_now_ = false;  // Protected by tend_mutex_.
  std::jthread tender_;
};

// The file that marks a directory as a store, and what is in it.
inline constexpr std::string_view kMarkerFile = "KHO";
inline constexpr std::string_view kMarker = "kho 1\n";
// Throws kNotAStore, kUnsupportedFormat.
void require_marker(FileSystem& file_system, const std::filesystem::path& directory);
// The tables of an empty store, and their checkpoint, in an empty folder.
inline constexpr std::uint32_t kFormatVersion = 1;
inline constexpr std::uint32_t kTablesVersion = 2;  // Of docs/format/tables.md; 1 is read, too.
void create_tables(FileSystem& file_system, const std::filesystem::path& folder,
                   const std::vector<std::string>& upper);
// Puts what changed of the segments, and `live`, into the tables. For stored() once committed.
std::vector<Segments::Change> store_segments(const Core& core, WriteTransaction& tables,
                                             const LiveBytes& live);

}  // namespace kho::store

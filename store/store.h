// store/store.h - The store: content-addressed blobs and ordered tables under one commit.
//
// A blob is an immutable string of 0..kBlobBytesMax bytes named by its SHA-256. Equal bytes are
// stored once. Blobs, the records of the layer above and the change log change together: a
// commit() is atomic and durable, and what it acknowledged survives kill -9 and power loss.
//
// Writers share the cost of durability (group commit): the first that waits runs the changes of
// all that wait with it, makes the segment durable with one fdatasync, commits one table
// transaction, and only then lets everybody go. A failed sync or commit is never retried: the
// store then refuses all writes (kReadOnly) until it is opened again.
//
// Layout of the directory: docs/format/tables.md. Thread-safe. Errors: store::Error;
// std::system_error for a failed system call. A call that throws left the store as it was,
// except where it says otherwise.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "store/blob_tables.h"
#include "store/change_log.h"
#include "store/directory_lock.h"
#include "store/file_system.h"
#include "store/segment.h"
#include "store/tables.h"

namespace kho::store {

inline constexpr std::uint64_t kBlobBytesMax = kChunkBytesMax;

// A blob made ready outside of any lock: hashed, and packed unless the store has it already.
// Refers to the caller's bytes, which must outlive it.
struct PreparedBlob {
  BlobId id;
  ByteView raw;
  std::optional<Bytes> packed;  // nullopt: raw is stored as it is.
};

struct PutResult {
  BlobId id;
  bool inserted = false;           // False: these bytes were already stored.
  std::uint64_t stored_bytes = 0;  // Added on disk, after compression; 0 if not inserted.
};

// What a change may do. Lives inside commit() only.
class Transaction {
 public:
  [[nodiscard]] WriteTransaction& tables() { return tables_; }
  // Stores the blob if it is new, and counts one more reference to it.
  PutResult put_blob(const PreparedBlob& blob);
  Position append_log(std::string_view payload);

 private:
  friend class Store;
  Transaction(class Store& store, WriteTransaction& tables) : store_(store), tables_(tables) {}
  Store& store_;
  WriteTransaction& tables_;
};

struct BlobStatistics {
  std::uint64_t blobs = 0;
  std::uint64_t logical_bytes = 0;  // Counting each blob as often as it is referenced.
  std::uint64_t unique_bytes = 0;   // Counting each blob once.
  std::uint64_t stored_bytes = 0;   // Payloads on disk.
};

class Store {
 public:
  // Makes an empty store in `directory`, which must be absent or empty; its parent must exist.
  // Throws kAlreadyExists.
  static void create(FileSystem& file_system, const std::filesystem::path& directory);

  // Opens it for this process alone. `tables` names the tables of the layer above; their ids are
  // 0, 1, 2... in that order. Throws kNotAStore, kUnsupportedFormat, kBusy.
  Store(FileSystem& file_system, const std::filesystem::path& directory,
        std::vector<std::string> tables);

  // Throws kTooLarge.
  [[nodiscard]] PreparedBlob prepare(ByteView raw) const;

  // Runs `change` inside the next group; durable on return. What `change` throws undoes this
  // change only, and is thrown here. It may run in another waiting thread. Throws kBusy (too
  // many wait) and kNoSpace, which left nothing; kReadOnly: the outcome is known only when the
  // store is opened again. Not from inside a change: it would wait for itself.
  void commit(const std::function<void(Transaction&)>& change);

  [[nodiscard]] std::unique_ptr<Snapshot> snapshot() const { return tables_->snapshot(); }

  enum class Verify {
    kChecksum,  // XXH3 of what was read: finds damage.
    kIdentity,  // And SHA-256 of the result: proves the name.
  };
  // nullopt if absent. Throws kCorrupt: no wrong byte is ever returned.
  [[nodiscard]] std::optional<Bytes> get(const BlobId& id, Verify verify) const;
  [[nodiscard]] std::optional<std::uint64_t> blob_size(const BlobId& id) const;
  // Walks the blob tables: linear in the number of blobs.
  [[nodiscard]] BlobStatistics statistics() const;

  [[nodiscard]] const ChangeLog& log() const { return log_; }
  [[nodiscard]] Position last_position() const;
  // Returns when the log has an entry after `position`, or `stop` is requested: look which.
  void wait_past(Position position, std::stop_token stop) const;

  [[nodiscard]] bool writable() const;
  // Writers in commit() now, the one that leads included.
  [[nodiscard]] std::size_t waiting_writers() const;
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  friend class Transaction;
  struct Waiter;
  struct OwnTables {
    TableId meta, blobs, chunks, segments, log;
  };

  // What fails is in each waiter's error.
  void run_group(std::span<Waiter* const> group) noexcept;
  std::optional<Tail> newest_tail() const;

  FileSystem& file_system_;
  const std::filesystem::path directory_;
  DirectoryLock lock_;
  OwnTables own_;
  std::unique_ptr<Tables> tables_;
  ChangeLog log_;
  Segments segments_;  // Appended to only by the leader of a group.

  mutable std::mutex queue_mutex_;
  std::deque<Waiter*> queue_;  // The front leads. Protected by queue_mutex_.
  bool broken_ = false;        // A write failed with unknown outcome. Protected by queue_mutex_.

  mutable std::mutex position_mutex_;
  mutable std::condition_variable_any position_changed_;
  Position position_ = 0;  // Durable. Protected by position_mutex_.
};

}  // namespace kho::store

// store/tables.h - Ordered, transactional tables: the contract, free of the engine behind it.
//
// Keys and values are byte strings; keys are 1..kKeyBytesMax bytes, compared as bytes. Any number
// of snapshots read beside one write transaction; a snapshot sees the last commit before it began.
//
// Caveat: keep snapshots short, for they hold back the reuse of pages.
//
// Readers throw kCorrupt where they meet another value than was put (checks_values()).
//
// A commit is seen by later snapshots at once, but is not durable: it is made so by the store,
// which syncs the engine's file and keeps its roots (store/checkpoint.h).
//
// Thread safety: Tables thread-safe; snapshots and transactions thread-confined.
// Errors: store::Error, std::system_error. Bytes on disk: docs/format/tables.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kho::store {

inline constexpr std::size_t kKeyBytesMax = 511;

// Index of a table in the list of names given at opening.
using TableId = std::size_t;

// A place in one table. Views are valid until the cursor moves or its transaction changes or ends.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // Each moves and says whether there is an entry; key() and value() need one.
  virtual bool seek(std::string_view key) = 0;          // The first entry at or after `key`.
  virtual bool seek_at_most(std::string_view key) = 0;  // The last entry at or before `key`.
  virtual bool last() = 0;
  virtual bool next() = 0;
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  // The value, valid until the reader changes or ends; nullopt if absent.
  [[nodiscard]] virtual std::optional<std::string_view> get(TableId table,
                                                            std::string_view key) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Cursor> cursor(TableId table) const = 0;
};

// A consistent view of all tables as of one commit; ends with its destruction.
using Snapshot = TableReader;

class WriteTransaction : public TableReader {
 public:
  virtual void put(TableId table, std::string_view key, std::string_view value) = 0;
  virtual bool erase(TableId table, std::string_view key) = 0;  // False: was absent.
};

// Destroyed before commit() means that nothing happened.
class EngineTransaction : public WriteTransaction {
 public:
  // A transaction inside this one, which must not be used until the inner one ends.
  [[nodiscard]] virtual std::unique_ptr<EngineTransaction> nested() = 0;
  // Throws kNoSpace: nothing happened.
  virtual void commit() = 0;
};

class Tables {
 public:
  virtual ~Tables() = default;
  [[nodiscard]] virtual std::unique_ptr<Snapshot> snapshot() const = 0;
  // Waits for the write transaction before it. Commit or destroy it in the thread that began it.
  [[nodiscard]] virtual std::unique_ptr<EngineTransaction> begin_write() = 0;
  // Whether every value is compared with its checksum, which is of its key and table, too, when it
  // is read. False: tables of version 1.
  [[nodiscard]] virtual bool checks_values() const = 0;
  // How many a table has, without counting them.
  [[nodiscard]] virtual std::uint64_t entries(TableId table) const = 0;
  // Bytes of the engine's file that are in use.
  [[nodiscard]] virtual std::uint64_t used_bytes() const = 0;
  // For whoever walks all of them next: asks the system to read the engine's file, where half of the
  // memory that is available holds it. Otherwise nothing is read ahead, for a look-up wants one page.
  virtual void read_ahead() const = 0;
  // Forgets readers whose process died. How many.
  virtual int forget_dead_readers() = 0;
  // Commits since the oldest snapshot that is open: their old pages cannot be used again.
  [[nodiscard]] virtual std::uint64_t oldest_snapshot_behind() const = 0;
};

// The engine in use: one LMDB environment in `directory`, which exists. One opening a process.
[[nodiscard]] std::unique_ptr<Tables> open_lmdb_tables(const std::filesystem::path& directory,
                                                       const std::vector<std::string>& names);
inline constexpr std::string_view kTablesFile = "data.mdb";

}  // namespace kho::store

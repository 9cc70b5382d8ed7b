// LMDB behind store/tables.h.
//
// LMDB wants the size of its map beforehand. Growing it later means waiting for every reader and
// moving the map under the process, so address space is reserved once, far beyond need: the file
// grows only as it is used (docs/decisions/008-reserved-map.md).
//
// LMDB itself never syncs here (MDB_NOSYNC): docs/decisions/010-segments-are-the-log.md.
//
// LMDB's pages have no checksums, so every value has one behind it, of itself, its key and its
// table: docs/decisions/025-checked-values.md.

#include <fcntl.h>
#include <lmdb.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "store/bytes.h"
#include "store/error.h"
#include "store/tables.h"

namespace kho::store {
namespace {

constexpr std::size_t kMapBytes = std::size_t{1} << 40;
// Where less address space is to be had (a limit, a sanitizer), down to this.
constexpr std::size_t kMapBytesLeast = std::size_t{1} << 30;
constexpr unsigned kReadersMax = 2048;

[[noreturn]] void throw_lmdb(int code, const std::string& what) {
  const std::string text = what + ": " + mdb_strerror(code);
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case MDB_MAP_FULL:
      throw Error(Errc::kNoSpace, text);
    case MDB_READERS_FULL:
      throw Error(Errc::kBusy, text);
    case MDB_BAD_VALSIZE:
    case MDB_TXN_FULL:
      throw Error(Errc::kTooLarge, text);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
      throw Error(Errc::kCorrupt, text);
    case MDB_VERSION_MISMATCH:
      throw Error(Errc::kUnsupportedFormat, text);
    default:
      break;
  }
  if (code > 0) throw std::system_error(code, std::generic_category(), what);
  throw Error(Errc::kReadOnly, text);
}

void check(int code, const char* what) {
  if (code != MDB_SUCCESS) throw_lmdb(code, what);
}

MDB_val as_val(std::string_view text) { return {text.size(), const_cast<char*>(text.data())}; }
std::string_view as_view(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

// There where values have checksums; it has no entries.
constexpr const char* kCheckedMarker = "values have checksums";
constexpr std::size_t kChecksumBytes = 8;

// One table: LMDB's handle, and how its values are checked.
class LmdbTable {
 public:
  LmdbTable(MDB_dbi dbi, std::string_view name, bool is_checked)
      : dbi_(dbi), seed_(XXH3_64bits(name.data(), name.size())), is_checked_(is_checked) {}

  [[nodiscard]] MDB_dbi dbi() const { return dbi_; }

  // What was put. Throws kCorrupt: it is not what was put under this key.
  [[nodiscard]] std::string_view checked(std::string_view key, std::string_view stored) const {
    if (!is_checked_) return stored;
    if (stored.size() >= kChecksumBytes) {
      const std::string_view value = stored.substr(0, stored.size() - kChecksumBytes);
      if (get_le<std::uint64_t>(stored, value.size()) == checksum(key, value)) return value;
    }
    throw Error(Errc::kCorrupt,
                "a record in the tables is not what was written; kho rebuild makes "
                "the tables anew from the segments");
  }

  void put(MDB_txn* txn, std::string_view key, std::string_view value) const {
    MDB_val k = as_val(key);
    MDB_val v{value.size() + (is_checked_ ? kChecksumBytes : 0), nullptr};
    check(mdb_put(txn, dbi_, &k, &v, MDB_RESERVE), "write table");
    char* to = static_cast<char*>(v.mv_data);
    if (!value.empty()) std::memcpy(to, value.data(), value.size());
    if (!is_checked_) return;
    std::string sum;
    put_le(sum, checksum(key, value));
    std::memcpy(to + value.size(), sum.data(), sum.size());
  }

 private:
  [[nodiscard]] std::uint64_t checksum(std::string_view key, std::string_view value) const {
    const std::uint64_t seed = XXH3_64bits_withSeed(key.data(), key.size(), seed_);
    return XXH3_64bits_withSeed(value.data(), value.size(), seed);
  }

  MDB_dbi dbi_;
  std::uint64_t seed_;
  bool is_checked_;
};

class LmdbCursor : public Cursor {
 public:
  LmdbCursor(MDB_txn* txn, const LmdbTable& table) : table_(table) {
    check(mdb_cursor_open(txn, table.dbi(), &cursor_), "open cursor");
  }
  ~LmdbCursor() override { mdb_cursor_close(cursor_); }
  LmdbCursor(const LmdbCursor&) = delete;
  LmdbCursor& operator=(const LmdbCursor&) = delete;

  bool seek(std::string_view key) override {
    if (key.empty()) return move(MDB_FIRST);
    key_ = as_val(key);
    return move(MDB_SET_RANGE);
  }
  bool seek_at_most(std::string_view key) override {
    if (!seek(key)) return last();
    return as_view(key_) == key || move(MDB_PREV);
  }
  bool last() override { return move(MDB_LAST); }
  bool next() override { return move(MDB_NEXT); }
  std::string_view key() const override { return as_view(key_); }
  std::string_view value() const override {
    if (!checked_) checked_ = table_.checked(as_view(key_), as_view(value_));
    return *checked_;
  }

 private:
  bool move(MDB_cursor_op op) {
    checked_.reset();
    const int code = mdb_cursor_get(cursor_, &key_, &value_, op);
    if (code == MDB_NOTFOUND) return false;
    check(code, "move cursor");
    return true;
  }

  const LmdbTable& table_;
  MDB_cursor* cursor_ = nullptr;
  MDB_val key_{};
  MDB_val value_{};
  mutable std::optional<std::string_view> checked_;  // The value that stands here, once asked for.
};

// Reading by an open transaction: what snapshots and write transactions share.
std::optional<std::string_view> get_in(MDB_txn* txn, const LmdbTable& table, std::string_view key) {
  MDB_val k = as_val(key);
  MDB_val v{};
  const int code = mdb_get(txn, table.dbi(), &k, &v);
  if (code == MDB_NOTFOUND) return std::nullopt;
  check(code, "read table");
  return table.checked(key, as_view(v));
}

struct AbortTransaction {
  void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
};
// Whatever is thrown meanwhile, it ends before the environment closes: that would unmap its lock.
using OwnedTransaction = std::unique_ptr<MDB_txn, AbortTransaction>;

OwnedTransaction begin(MDB_env* env, MDB_txn* parent, unsigned flags, const char* what) {
  MDB_txn* txn = nullptr;
  check(mdb_txn_begin(env, parent, flags, &txn), what);
  return OwnedTransaction(txn);
}

void commit(OwnedTransaction txn) {
  // mdb_txn_commit frees the transaction whatever it returns.
  check(mdb_txn_commit(txn.release()), "commit");
}

class LmdbSnapshot : public Snapshot {
 public:
  LmdbSnapshot(MDB_env* env, const std::vector<LmdbTable>& tables)
      : tables_(tables), txn_(begin(env, nullptr, MDB_RDONLY, "begin snapshot")) {}

  std::optional<std::string_view> get(TableId table, std::string_view key) const override {
    return get_in(txn_.get(), tables_.at(table), key);
  }
  std::unique_ptr<Cursor> cursor(TableId table) const override {
    return std::make_unique<LmdbCursor>(txn_.get(), tables_.at(table));
  }
  std::uint64_t entries(TableId table) const {
    MDB_stat stat{};
    check(mdb_stat(txn_.get(), tables_.at(table).dbi(), &stat), "read table");
    return stat.ms_entries;
  }

 private:
  const std::vector<LmdbTable>& tables_;
  OwnedTransaction txn_;
};

class LmdbWriteTransaction : public EngineTransaction {
 public:
  LmdbWriteTransaction(MDB_env* env, MDB_txn* parent, const std::vector<LmdbTable>& tables)
      : env_(env), tables_(tables), txn_(begin(env, parent, 0, "begin write")) {}

  std::optional<std::string_view> get(TableId table, std::string_view key) const override {
    return get_in(txn_.get(), tables_.at(table), key);
  }
  std::unique_ptr<Cursor> cursor(TableId table) const override {
    return std::make_unique<LmdbCursor>(txn_.get(), tables_.at(table));
  }

  void put(TableId table, std::string_view key, std::string_view value) override {
    tables_.at(table).put(txn_.get(), key, value);
  }
  bool erase(TableId table, std::string_view key) override {
    MDB_val k = as_val(key);
    const int code = mdb_del(txn_.get(), tables_.at(table).dbi(), &k, nullptr);
    if (code == MDB_NOTFOUND) return false;
    check(code, "erase from table");
    return true;
  }
  std::unique_ptr<EngineTransaction> nested() override {
    return std::make_unique<LmdbWriteTransaction>(env_, txn_.get(), tables_);
  }
  void commit() override { store::commit(std::move(txn_)); }

 private:
  MDB_env* env_;
  const std::vector<LmdbTable>& tables_;
  OwnedTransaction txn_;
};

// Bytes that programs can have without swapping; 0 where the system does not say (proc(5)).
std::uint64_t available_memory() {
  std::ifstream memory("/proc/meminfo");
  std::string line;
  while (std::getline(memory, line)) {
    constexpr std::string_view kField = "MemAvailable:";
    if (line.starts_with(kField))
      return std::strtoull(line.c_str() + kField.size(), nullptr, 10) * 1024;
  }
  return 0;
}

struct CloseEnvironment {
  void operator()(MDB_env* env) const { mdb_env_close(env); }
};

class LmdbTables : public Tables {
 public:
  LmdbTables(const std::filesystem::path& directory, const std::vector<std::string>& names) {
    int opened = ENOMEM;
    for (std::size_t bytes = kMapBytes; opened == ENOMEM && bytes >= kMapBytesLeast; bytes /= 2) {
      MDB_env* env = nullptr;
      check(mdb_env_create(&env), "create environment");
      env_.reset(env);
      check(mdb_env_set_maxdbs(env, static_cast<MDB_dbi>(names.size() + 1)), "set tables");
      check(mdb_env_set_maxreaders(env, kReadersMax), "set readers");
      check(mdb_env_set_mapsize(env, bytes), "set map size");
      opened = mdb_env_open(env, directory.c_str(), MDB_NOTLS | MDB_NORDAHEAD | MDB_NOSYNC, 0640);
    }
    check(opened, "open environment");
    MDB_env* env = env_.get();
    MDB_stat tables{};
    check(mdb_env_stat(env, &tables), "read environment");
    OwnedTransaction txn = begin(env, nullptr, 0, "begin write");
    const auto open = [&](const char* name, unsigned flags) {
      MDB_dbi dbi = 0;
      const int code = mdb_dbi_open(txn.get(), name, flags, &dbi);
      if (code == MDB_NOTFOUND) return std::optional<MDB_dbi>();
      if (code != MDB_SUCCESS) throw_lmdb(code, std::string("open table ") + name);
      return std::optional(dbi);
    };
    // Of tables that are there already, the marker tells; new ones get it.
    is_checked_ = open(kCheckedMarker, tables.ms_entries == 0 ? MDB_CREATE : 0).has_value();
    for (const std::string& name : names) {
      tables_.emplace_back(*open(name.c_str(), MDB_CREATE), name, is_checked_);
    }
    commit(std::move(txn));
  }

  std::unique_ptr<Snapshot> snapshot() const override {
    return std::make_unique<LmdbSnapshot>(env_.get(), tables_);
  }

  std::unique_ptr<EngineTransaction> begin_write() override {
    return std::make_unique<LmdbWriteTransaction>(env_.get(), nullptr, tables_);
  }

  bool checks_values() const override { return is_checked_; }

  std::uint64_t entries(TableId table) const override {
    const LmdbSnapshot now(env_.get(), tables_);
    return now.entries(table);
  }

  std::uint64_t used_bytes() const override {
    MDB_envinfo info{};
    MDB_stat stat{};
    check(mdb_env_info(env_.get(), &info), "read environment");
    check(mdb_env_stat(env_.get(), &stat), "read environment");
    return (info.me_last_pgno + 1) * stat.ms_psize;
  }

  void read_ahead() const override {
    const std::uint64_t bytes = used_bytes();
    int file = -1;
    check(mdb_env_get_fd(env_.get(), &file), "read environment");
    // Advice: whether it is taken changes times only.
    if (bytes <= available_memory() / 2) {
      (void)::posix_fadvise(file, 0, static_cast<off_t>(bytes), POSIX_FADV_WILLNEED);
    }
  }

  int forget_dead_readers() override {
    int dead = 0;
    check(mdb_reader_check(env_.get(), &dead), "check readers");
    return dead;
  }

  std::uint64_t oldest_snapshot_behind() const override {
    MDB_envinfo info{};
    check(mdb_env_info(env_.get(), &info), "read environment");
    std::uint64_t oldest = info.me_last_txnid;
    // LMDB tells of its readers in text only: process, thread, transaction ("-": none now).
    const auto hear = [](const char* line, void* context) {
      auto& least = *static_cast<std::uint64_t*>(context);
      const std::string_view text(line);
      const std::size_t begin = text.find_last_of(' ');
      if (begin == std::string_view::npos) return 0;
      std::uint64_t transaction = 0;
      const char* end = text.data() + text.size();
      const auto read = std::from_chars(text.data() + begin + 1, end, transaction);
      if (read.ec == std::errc() && transaction < least) least = transaction;
      return 0;
    };
    mdb_reader_list(env_.get(), hear, &oldest);
    return info.me_last_txnid - oldest;
  }

 private:
  std::unique_ptr<MDB_env, CloseEnvironment> env_;
  bool is_checked_ = false;
  std::vector<LmdbTable> tables_;
};

}  // namespace

std::unique_ptr<Tables> open_lmdb_tables(const std::filesystem::path& directory,
                                         const std::vector<std::string>& names) {
  return std::make_unique<LmdbTables>(directory, names);
}

}  // namespace kho::store

// index/reader_pool.h - Open Xapian databases for searches that run side by side.
//
// A Xapian::Database serves one thread at a time, and opening one costs more than a search. The
// pool opens at most kReadersMax; a search that finds none free waits for one. A remote shard that
// does not answer, or not as the shard that it should be, is left out and asked again after a
// while.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "index/shard_list.h"

namespace kho::index {

inline constexpr std::size_t kReadersMax = 16;

// All shards of an index as one database. The live shard is opened and reopened last: a document
// that leaves another shard is committed there before, so it is found twice for a moment, never not
// at all.
struct Reader {
  Xapian::Database all;
  Xapian::Database local;  // Without the remote ones: what words there are is asked here.
  Xapian::Database live;   // Whose metadata are the index's.
  ShardListStamp stamp;    // Of the list that it was opened by.
  std::size_t shards_missing = 0;
  std::chrono::steady_clock::time_point stale_at = std::chrono::steady_clock::time_point::max();
};

class ReaderPool {
 public:
  // A reader of the newest commit, for one search. Returned to the pool on destruction if keep()
  // was called, else closed: after an error nobody knows its state.
  class Lease {
   public:
    explicit Lease(ReaderPool& pool);  // May wait. Throws index::Error and Xapian::Error.
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Reader& reader() { return *reader_; }
    void keep() { keep_ = true; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
    bool keep_ = false;
  };

  explicit ReaderPool(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Closes what is not leased: what went wrong with one reader may go wrong with the others.
  void close_free();
  // A remote shard broke off: until it is asked again, searches do without all of them.
  void distrust_remote_shards();

 private:
  // Free: a kept reader, or null where one may be opened.
  std::unique_ptr<Reader> take();
  void give_back(std::unique_ptr<Reader> reader) noexcept;
  [[nodiscard]] std::unique_ptr<Reader> open();
  [[nodiscard]] std::unique_ptr<Reader> open_listed(const ShardListStamp& stamp);
  // nullopt: it does not answer.
  [[nodiscard]] std::optional<Xapian::Database> open_remote(const ShardEntry& entry);
  // Whether that shard may be asked now. Of those who ask one that did not answer, one does so.
  [[nodiscard]] bool may_ask(const std::string& address);
  [[nodiscard]] bool is_current(const Reader& reader) const;

  const std::filesystem::path directory_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t leased_ = 0;                     // Protected by mutex_.
  std::vector<std::unique_ptr<Reader>> free_;  // Protected by mutex_.
  // When a remote shard that did not answer may be asked again. Protected by mutex_.
  std::map<std::string, std::chrono::steady_clock::time_point> ask_again_at_;
};

}  // namespace kho::index

// index/reader_pool.h - Open Xapian databases for searches that run side by side.
//
// A Xapian::Database serves one thread at a time, and opening one costs more than a search. The
// pool opens at most kReadersMax; a search that finds none free waits for one.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace kho::index {

inline constexpr std::size_t kReadersMax = 16;

class ReaderPool {
 public:
  // A reader for one search. Returned to the pool on destruction if keep() was called, else
  // closed: after an error nobody knows its state.
  class Lease {
   public:
    explicit Lease(ReaderPool& pool);  // May wait. Throws index::Error and Xapian::Error.
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Xapian::Database& database() { return *database_; }
    void keep() { keep_ = true; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Xapian::Database> database_;
    bool keep_ = false;
  };

  explicit ReaderPool(std::filesystem::path directory) : directory_(std::move(directory)) {}

 private:
  // Free: a kept reader, or null where one may be opened.
  std::unique_ptr<Xapian::Database> take();
  void give_back(std::unique_ptr<Xapian::Database> database) noexcept;
  [[nodiscard]] std::unique_ptr<Xapian::Database> open() const;

  const std::filesystem::path directory_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t leased_ = 0;                               // Protected by mutex_.
  std::vector<std::unique_ptr<Xapian::Database>> free_;  // Protected by mutex_.
};

}  // namespace kho::index

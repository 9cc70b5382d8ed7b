#include "index/reader_pool.h"

#include <utility>

#include "index/index.h"
#include "index/schema.h"

namespace kho::index {

ReaderPool::Lease::Lease(ReaderPool& pool) : pool_(pool), database_(pool.take()) {
  if (database_ != nullptr) return;
  try {
    database_ = pool_.open();
  } catch (...) {
    pool_.give_back(nullptr);
    throw;
  }
}

ReaderPool::Lease::~Lease() { pool_.give_back(keep_ ? std::move(database_) : nullptr); }

std::unique_ptr<Xapian::Database> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return leased_ < kReadersMax; });
  free_.reserve(kReadersMax);  // give_back() must not fail.
  ++leased_;
  if (free_.empty()) return nullptr;
  std::unique_ptr<Xapian::Database> database = std::move(free_.back());
  free_.pop_back();
  return database;
}

void ReaderPool::give_back(std::unique_ptr<Xapian::Database> database) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --leased_;
    if (database != nullptr) free_.push_back(std::move(database));
  }
  returned_.notify_one();
}

std::unique_ptr<Xapian::Database> ReaderPool::open() const {
  // Xapian takes a file for a stub that names other databases: only a directory will do.
  std::error_code ignored;
  if (!std::filesystem::is_directory(directory_, ignored)) {
    throw Error(Errc::kUnavailable, "There is no index: " + directory_.string());
  }
  auto database = std::make_unique<Xapian::Database>(directory_.string(), Xapian::DB_BACKEND_GLASS);
  schema::check_version(*database);
  return database;
}

}  // namespace kho::index

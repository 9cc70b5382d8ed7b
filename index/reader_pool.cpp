#include "index/reader_pool.h"

#include <utility>

#include "index/error.h"
#include "index/open_shard.h"

namespace kho::index {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAskAgainAfter{10};
// While shards come and go.
constexpr int kOpeningsMax = 100;

}  // namespace

ReaderPool::Lease::Lease(ReaderPool& pool) : pool_(pool), reader_(pool.take()) {
  try {
    if (reader_ != nullptr && pool_.is_current(*reader_)) {
      reader_->all.reopen();  // Its shards are those of `local`, too.
      return;
    }
    // With it go the others, which hold files open that nobody needs.
    if (reader_ != nullptr) pool_.close_free();
    reader_ = nullptr;
    reader_ = pool_.open();
  } catch (...) {
    pool_.give_back(nullptr);
    throw;
  }
}

ReaderPool::Lease::~Lease() { pool_.give_back(keep_ ? std::move(reader_) : nullptr); }

std::unique_ptr<Reader> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return leased_ < kReadersMax; });
  free_.reserve(kReadersMax);  // give_back() must not fail.
  ++leased_;
  if (free_.empty()) return nullptr;
  std::unique_ptr<Reader> reader = std::move(free_.back());
  free_.pop_back();
  return reader;
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --leased_;
    if (reader != nullptr) free_.push_back(std::move(reader));
  }
  returned_.notify_one();
}

bool ReaderPool::is_current(const Reader& reader) const {
  return reader.stamp == stamp_of_shard_list(directory_) && Clock::now() < reader.stale_at;
}

std::unique_ptr<Reader> ReaderPool::open() {
  for (int attempt = 1;; ++attempt) {
    const ShardListStamp stamp = stamp_of_shard_list(directory_);
    // A shard that is gone is no damage where the list does not name it any more.
    const auto is_final = [&] {
      return attempt == kOpeningsMax || stamp == stamp_of_shard_list(directory_);
    };
    try {
      return open_listed(stamp);
    } catch (const Xapian::Error&) {
      if (is_final()) throw;
    } catch (const Error&) {
      if (is_final()) throw;
    }
  }
}

std::unique_ptr<Reader> ReaderPool::open_listed(const ShardListStamp& stamp) {
  auto reader = std::make_unique<Reader>();
  reader->stamp = stamp;
  const ShardList list = read_shard_list(directory_);
  const auto add = [&](const Xapian::Database& shard) {
    reader->all.add_database(shard);
    reader->local.add_database(shard);
  };
  for (const ShardEntry& entry : list.shards) {
    if (entry.state == ShardEntry::State::kSealed) add(open_shard(directory_ / entry.name));
    if (entry.state != ShardEntry::State::kRemote) continue;
    if (const auto shard = open_remote(entry)) {
      reader->all.add_database(*shard);
    } else {
      ++reader->shards_missing;
      reader->stale_at = Clock::now() + kAskAgainAfter;
    }
  }
  reader->live = open_shard(directory_ / list.live().name);
  add(reader->live);
  return reader;
}

bool ReaderPool::may_ask(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto known = ask_again_at_.find(address);
  if (known == ask_again_at_.end()) return true;
  if (Clock::now() < known->second) return false;
  known->second = Clock::now() + kAskAgainAfter;
  return true;
}

std::optional<Xapian::Database> ReaderPool::open_remote(const ShardEntry& entry) {
  if (!may_ask(entry.address)) return std::nullopt;
  std::optional<Xapian::Database> shard;
  try {
    shard = open_remote_shard(entry.address, entry.uuid);
  } catch (const Xapian::Error&) {
    // It is missing, like one whose machine is away.
  } catch (const Error&) {
  }
  const std::lock_guard lock(mutex_);
  if (shard) {
    ask_again_at_.erase(entry.address);
  } else {
    ask_again_at_[entry.address] = Clock::now() + kAskAgainAfter;
  }
  return shard;
}

void ReaderPool::close_free() {
  std::vector<std::unique_ptr<Reader>> closed;
  const std::lock_guard lock(mutex_);
  closed.swap(free_);
  free_.reserve(kReadersMax);  // give_back() must not fail.
}

void ReaderPool::distrust_remote_shards() {
  close_free();
  const ShardList list = read_shard_list(directory_);
  const std::lock_guard lock(mutex_);
  for (const ShardEntry& entry : list.shards) {
    if (entry.state == ShardEntry::State::kRemote) {
      ask_again_at_[entry.address] = Clock::now() + kAskAgainAfter;
    }
  }
}

}  // namespace kho::index

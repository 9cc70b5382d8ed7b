#include "index/reader_pool.h"

#include <utility>

#include "index/error.h"
#include "index/open_shard.h"
#include "index/schema.h"

namespace kho::index {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAskAgainAfter{10};

}  // namespace

ReaderPool::Lease::Lease(ReaderPool& pool) : pool_(pool), reader_(pool.take()) {
  try {
    if (reader_ != nullptr && pool_.is_current(*reader_)) {
      reader_->all.reopen();  // Its shards are those of `local`, too.
      return;
    }
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
  auto reader = std::make_unique<Reader>();
  reader->stamp = stamp_of_shard_list(directory_);
  const ShardList list = read_shard_list(directory_);
  const auto add = [&](const Xapian::Database& shard) {
    reader->all.add_database(shard);
    reader->local.add_database(shard);
  };
  add(open_shard(directory_ / list.live().name));
  for (const ShardEntry& entry : list.shards) {
    if (entry.state == ShardEntry::State::kSealed) add(open_shard(directory_ / entry.name));
    if (entry.state != ShardEntry::State::kRemote) continue;
    if (const auto shard = open_remote(entry.address)) {
      reader->all.add_database(*shard);
    } else {
      ++reader->shards_missing;
      reader->stale_at = Clock::now() + kAskAgainAfter;
    }
  }
  return reader;
}

std::optional<Xapian::Database> ReaderPool::open_remote(const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() < ask_again_at_[address]) return std::nullopt;
  }
  try {
    return open_remote_shard(address);
  } catch (const Xapian::NetworkError&) {
    const std::lock_guard lock(mutex_);
    ask_again_at_[address] = Clock::now() + kAskAgainAfter;
    return std::nullopt;
  }
}

void ReaderPool::distrust_remote_shards() {
  const std::lock_guard lock(mutex_);
  for (auto& [address, at] : ask_again_at_) at = Clock::now() + kAskAgainAfter;
  free_.clear();
}

}  // namespace kho::index

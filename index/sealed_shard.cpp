#include "index/sealed_shard.h"

#include <utility>

#include "index/open_shard.h"

namespace kho::index {

SealedShard::SealedShard(std::filesystem::path directory)
    : directory_(std::move(directory)), reader_(open_shard(directory_)) {}

SealedShard::~SealedShard() {
  if (!writer_) return;
  try {
    drop_changes(*writer_);
  } catch (const Xapian::Error&) {
    // What was not committed has never been promised.
  }
}

bool SealedShard::remove(const std::string& id_term) {
  const Xapian::Database& current = writer_ ? *writer_ : reader_;
  if (!current.term_exists(id_term)) return false;
  if (!writer_) {
    writer_.emplace(directory_.string(), Xapian::DB_OPEN | Xapian::DB_BACKEND_GLASS);
    writer_->begin_transaction();
  }
  writer_->delete_document(id_term);
  return true;
}

void SealedShard::commit() {
  if (!writer_) return;
  writer_->commit_transaction();
  writer_.reset();
  reader_.reopen();
}

}  // namespace kho::index

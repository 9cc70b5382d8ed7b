// index/sealed_shard.h - A shard that only loses documents: the writer's side of it.
//
// Read-only until a document in it is removed or comes anew; then it is opened for writing until
// the next commit. Internal to index/. Thread-confined. Errors: Error, Xapian::Error.
#pragma once

#include <xapian.h>

#include <filesystem>
#include <optional>
#include <string>

namespace kho::index {

class SealedShard {
 public:
  explicit SealedShard(std::filesystem::path directory);
  ~SealedShard();  // Drops what was not committed.
  SealedShard(const SealedShard&) = delete;
  SealedShard& operator=(const SealedShard&) = delete;

  // Removes the document of this id term; false: there is none.
  bool remove(const std::string& id_term);
  [[nodiscard]] bool has_changes() const { return writer_.has_value(); }
  void commit();

  [[nodiscard]] std::uint64_t documents() const { return reader_.get_doccount(); }

 private:
  const std::filesystem::path directory_;
  Xapian::Database reader_;
  std::optional<Xapian::WritableDatabase> writer_;  // In a transaction.
};

}  // namespace kho::index

// index/searcher.h - Answers queries on an index directory that an Indexer may be writing to.
//
// Sees every commit that ended before the call. When the directory is deleted and rebuilt, a new
// Searcher is needed. Remote shards that do not answer are left out, which the answer says.
//
// Thread-safe. Errors: index::Error kBadQuery, kDamaged, kUnavailable.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "index/completion.h"
#include "index/query.h"

namespace kho::index {

class Searcher {
 public:
  explicit Searcher(const std::filesystem::path& directory);  // The index must exist.
  ~Searcher();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  [[nodiscard]] Result search(const Query& query) const;
  // The most frequent first. Of shards on this machine only.
  [[nodiscard]] std::vector<Completion> complete(const CompletionRequest& request) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::index

// warehouse/index_feeder.h - The follower that keeps the full-text index up with the log.
//
// The index stores the feeder's position in the same commit as the documents.
#pragma once

#include <atomic>
#include <filesystem>
#include <optional>

#include "index/index.h"
#include "warehouse/follower.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

class IndexFeeder : public Follower {
 public:
  // Opens or creates the index in `directory`; one that is ahead of the log (the warehouse was
  // restored to an earlier state) is made anew. Throws index::Error.
  IndexFeeder(const store::Store& store, const std::filesystem::path& directory);
  [[nodiscard]] store::Position position() const override { return position_; }
  bool step() override;

 private:
  bool follow();
  void feed(const Uuid& component);
  std::optional<index::Document> document_of(const Uuid& component) const;

  const store::Store& store_;
  const std::filesystem::path directory_;
  std::optional<index::Indexer> indexer_;  // Empty after a failure: opened again by the next step.
  std::atomic<store::Position> position_;
};

}  // namespace kho::warehouse

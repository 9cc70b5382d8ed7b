// warehouse/search_index.h - The index of a warehouse as one thing: fed, asked, rebuilt while
// asked.
//
// Holds the generation that answers (index_generations.h), its feeder and its searcher, and swaps
// all three when a new one is built. An index that cannot be read stops nothing else: failure()
// tells, and rebuild() mends it.
//
// Thread-safe, but for step(), which one thread calls. Errors: index::Error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "index/error.h"
#include "index/searcher.h"
#include "warehouse/index_feeder.h"
#include "warehouse/index_generations.h"

namespace kho::warehouse {

// What building an index anew came to.
struct ReindexReport {
  std::uint64_t components = 0;  // Indexed by this job; those that changed meanwhile, again.
  std::uint64_t text_bytes = 0;
  std::uint64_t index_bytes = 0;  // Of the new one on disk.
  std::size_t shards = 0;
  store::Position position = 0;  // Up to which it is complete.
  bool resumed = false;          // It went on where an earlier one had stopped.
  bool stopped = false;          // Before its end; the next one goes on.
};

class SearchIndex : public Follower {
 public:
  // Never throws for what is wrong with the index.
  SearchIndex(const store::Store& store, const Clock& clock, const std::filesystem::path& folder);

  // As a follower: feeds the index that answers.
  [[nodiscard]] store::Position position() const override;
  [[nodiscard]] store::Position taken() const override;
  bool step() override;
  [[nodiscard]] std::optional<std::chrono::milliseconds> due_in() const override;
  void want(store::Position position) override;

  // As index::Searcher. Throw kDamaged with failure() where there is no index.
  [[nodiscard]] index::Result search(const index::Query& query) const;
  [[nodiscard]] std::vector<index::Completion> complete(
      const index::CompletionRequest& request) const;
  // Why it cannot be used; empty while all is well.
  [[nodiscard]] std::string failure() const;

  // Builds another index beside the one that answers, and puts it in its place. Goes on where an
  // earlier one stopped, unless `anew`. `progress` is told bytes of text.
  using Progress = std::function<void(std::uint64_t done, std::uint64_t to_do)>;
  ReindexReport rebuild(bool anew, const std::stop_token& stop, const Progress& progress);

  // Shards of the index that answers (index/indexer.h). Throw Error kShardInvalid, kShardUnusable.
  [[nodiscard]] std::vector<index::ShardInfo> shards();
  bool seal(const std::string& label);
  void move_out(const std::string& shard, const std::string& address);

 private:
  // What belongs to one generation.
  struct Generation {
    Generation(const store::Store& store, const Clock& clock,
               const std::filesystem::path& directory)
        : feeder(store, clock, directory),
          searcher(std::make_shared<const index::Searcher>(directory)) {}
    IndexFeeder feeder;
    std::shared_ptr<const index::Searcher> searcher;
  };

  [[nodiscard]] std::shared_ptr<const index::Searcher> searcher() const;
  template <class Ask>
  auto asked(Ask&& ask) const;
  // One that `is_hopeless` is made anew. Throws index::Error.
  [[nodiscard]] std::shared_ptr<Generation> open_generation(
      const std::filesystem::path& directory,
      const std::function<bool(index::Errc)>& is_hopeless) const;
  // With feeding_ held. Throws kDamaged where there is none.
  [[nodiscard]] Generation& fed();
  [[nodiscard]] std::shared_ptr<Generation> current() const;
  void use(std::shared_ptr<Generation> generation);
  [[nodiscard]] std::uint64_t components() const;

  const store::Store& store_;
  const Clock& clock_;
  std::optional<IndexGenerations> generations_;  // By feeding_, or by the one job that rebuilds.

  std::mutex feeding_;  // Held by whoever uses the feeder.
  mutable std::mutex mutex_;
  std::shared_ptr<Generation> generation_;  // Null where it cannot be used. Protected by mutex_.
  std::string failure_;                     // Protected by mutex_.
};

}  // namespace kho::warehouse

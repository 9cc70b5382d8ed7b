// warehouse/index_feeder.h - The follower that keeps one index up with the log.
//
// An empty index of a warehouse that holds something is first fed by going through the components
// (each once, in the order in which they came), then by the log from where it stood at the
// beginning. The index keeps, in the same commit as the documents, the log position and a bookmark:
//
//   YEAR                        of the papers in the live shard; 0: none yet
//   YEAR scan POSITION ID       the scan has come to the component ID (or "-"), and when it is
//                               done the index is complete up to POSITION
//
// Commits are put off, to have few of them, by kIndexCommitDelay at most or until somebody waits.
// When the first paper of a later year comes in, the shard of the year before is sealed.
//
// Thread-confined but for position(), taken() and want().
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "index/indexer.h"
#include "warehouse/environment.h"
#include "warehouse/follower.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

inline constexpr std::chrono::milliseconds kIndexCommitDelay{1000};

class IndexFeeder : public Follower {
 public:
  // Opens or creates the index in `directory`; one that is ahead of the log (the warehouse was
  // restored to an earlier state) is made anew. Throws index::Error.
  IndexFeeder(const store::Store& store, const Clock& clock,
              const std::filesystem::path& directory);
  [[nodiscard]] store::Position position() const override { return position_; }
  [[nodiscard]] store::Position taken() const override { return taken_; }
  bool step() override;
  [[nodiscard]] std::optional<std::chrono::milliseconds> due_in() const override;
  void want(store::Position position) override;

  // Components indexed since the index was opened, and the text of them, in bytes.
  struct Fed {
    std::uint64_t components = 0;
    std::uint64_t text_bytes = 0;
  };
  [[nodiscard]] const Fed& fed() const { return fed_; }
  // What is pending is committed. Throws index::Error.
  void commit();
  // The index itself, with nothing pending: for sealing, compaction and the like.
  [[nodiscard]] index::Indexer& indexer();

 private:
  struct Bookmark {
    int year = 0;
    bool scans = false;
    store::Position scan_from = 0;  // The log as it was when the scan began.
    std::optional<Uuid> scanned;    // The last component that is in.

    [[nodiscard]] std::string text() const;
    static Bookmark parse(const std::string& text);
  };

  void open();
  bool scan();
  bool follow();
  void feed(const Uuid& component);
  void seal_if_later(int year);
  void bound_memory();
  [[nodiscard]] bool commit_is_due() const;

  const store::Store& store_;
  const Clock& clock_;
  const std::filesystem::path directory_;
  std::optional<index::Indexer> indexer_;  // Empty after a failure: opened again by the next step.
  Bookmark bookmark_;
  Fed fed_;
  std::int64_t pending_since_ms_ = 0;
  std::atomic<store::Position> position_;
  std::atomic<store::Position> taken_;
  std::atomic<store::Position> wanted_ = 0;
};

}  // namespace kho::warehouse

// warehouse/access_journal.h - Puts every view into the change log, shortly behind the answer.
//
// Waiting for the disk at every view would make a reuse answer fifty times slower, so views gather
// for a moment and are committed together by a thread of this class (decision 013). What a crash
// can lose is that moment. Nothing is dropped: while the disk refuses writes, views wait here, and
// when kPendingMax wait, no more is allowed to be seen.
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "store/store.h"
#include "warehouse/access.h"
#include "warehouse/environment.h"
#include "warehouse/reuse_query.h"

namespace kho::warehouse {

class AccessJournal {
 public:
  static constexpr std::size_t kPendingMax = 100'000;

  AccessJournal(store::Store& store, const Clock& clock);
  ~AccessJournal();  // Commits what is pending, if that is still possible.
  AccessJournal(const AccessJournal&) = delete;
  AccessJournal& operator=(const AccessJournal&) = delete;

  // A time of 0 is now. `query` is kept beside it, for kQueryDays. Throws Error kAccessLogFull.
  void record(Access access, std::optional<ReuseQuery> query = {});
  // What was recorded before is durable on return. Throws store::Error.
  void flush();
  [[nodiscard]] std::size_t waiting() const;  // Views that are not durable yet.
  // Why nothing can be committed now; empty while all is well.
  [[nodiscard]] std::string failure() const;

 private:
  struct Entry {
    Access access;
    std::optional<ReuseQuery> query;
  };

  void run(std::stop_token stop);
  void commit_pending();
  void write(store::Transaction& transaction, const std::vector<Entry>& entries) const;

  store::Store& store_;
  const Clock& clock_;
  std::mutex commit_mutex_;  // One commits at a time.
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Entry> pending_;  // Protected by mutex_.
  std::string failure_;        // Protected by mutex_.
  std::jthread thread_;
};

// How long a reuse query can be confirmed.
inline constexpr int kQueryDays = 30;

// The views of an owner's papers (of one of them where `component` is given) after `after`, oldest
// first, at most `limit`.
struct RecordedAccess {
  store::Position position = 0;
  std::uint32_t number = 0;  // Of those of that log entry.
  Access access;
};
[[nodiscard]] std::vector<RecordedAccess> accesses_of(const store::TableReader& tables,
                                                      const Uuid& owner,
                                                      const std::optional<Uuid>& component,
                                                      store::Position after, std::size_t limit);

// The views of papers of any of these owners, the newest first, until `visit` returns false; only
// what stands before `before`, where it is given.
void newest_accesses(const store::TableReader& tables, const std::vector<Uuid>& owners,
                     std::optional<store::Position> before,
                     const std::function<bool(const RecordedAccess&)>& visit);

}  // namespace kho::warehouse

// warehouse/follower.h - Readers of the change log: each does its work behind the writers' backs.
//
// A follower remembers, durably and together with its work, the position up to which it is done.
// So it can lag, crash or be switched off, and nothing is done twice or forgotten.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "store/store.h"

namespace kho::warehouse {

// Thread-confined but for position(), which is thread-safe.
class Follower {
 public:
  virtual ~Follower() = default;
  [[nodiscard]] virtual store::Position position() const = 0;
  // Works through some entries after position(), at most one long piece of work. False: there were
  // none. May throw; then the position has not moved past what was not done.
  virtual bool step() = 0;
  // When there is work to do though the log stands still; nullopt: never. At most an hour.
  [[nodiscard]] virtual std::optional<std::chrono::milliseconds> due_in() const { return {}; }
  // The last entry that was taken in; its work may not be durable yet. Thread-safe.
  [[nodiscard]] virtual store::Position taken() const { return position(); }
  // Somebody waits for `position`: what was put off for the sake of few commits should be done by
  // the next step. Thread-safe.
  virtual void want(store::Position /*position*/) {}
};

// Runs a follower in the calling thread until `stop`, which is looked at between steps: steps,
// waits for the log, and after a failure tries again, waiting 1 s and then ever longer, up to 60 s.
// Thread-safe.
class FollowerLoop {
 public:
  FollowerLoop(const store::Store& store, Follower& follower)
      : store_(store), follower_(follower) {}

  void run(std::stop_token stop);

  // Makes the follower hurry. False: `deadline` passed first, or stop_waiting() was called.
  bool wait_until(store::Position position, std::chrono::steady_clock::time_point deadline) const;
  // Ends all waits, now and later.
  void stop_waiting();
  // Why the last step failed; empty while all is well.
  [[nodiscard]] std::string failure() const;

 private:
  enum class Stepped { kMore, kIdle, kFailed };
  Stepped step();
  void wait_for_work(const std::stop_token& stop);

  const store::Store& store_;
  Follower& follower_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable std::stop_source idle_;  // Ends a wait for work. Protected by mutex_.
  std::string failure_;            // Protected by mutex_.
  bool stopping_ = false;          // Protected by mutex_.
};

}  // namespace kho::warehouse

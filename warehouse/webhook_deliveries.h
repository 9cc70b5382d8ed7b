// warehouse/webhook_deliveries.h - The reader of the change log that says what is to be delivered
// to which webhook, and remembers what was.
//
// Senders (outside of this folder) take a turn, deliver its events in order, and settle it: one
// commit keeps the position and what went wrong. Whoever dies in between leaves the turn to be done
// again, so an event may come twice, with the same message id. A webhook has one turn at a time,
// and those that waited longest come first, so that a slow one does not hold up the others.
//
// Thread-safe. Errors: store::Error.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"
#include "warehouse/event_feed.h"
#include "warehouse/webhook.h"

namespace kho::warehouse {

inline constexpr std::size_t kWebhookTurnEvents = 32;

struct WebhookTurn {
  Webhook webhook;
  std::vector<FeedPage::Entry> entries;  // At most kWebhookTurnEvents; may be none.
  store::Position end = 0;               // All up to here is done with once they are delivered.
  bool is_again = false;                 // They are dead letters.
  std::shared_ptr<void> claim;           // No other sender has a turn of this webhook meanwhile.
};

struct WebhookResult {
  std::size_t delivered = 0;  // Of the entries, from the first.
  // Of the next one. None while some are left: the sender was stopped.
  struct Failure {
    bool gone = false;  // It answered 410.
    std::string text;   // Of ours, for administrators.
  };
  std::optional<Failure> failure;
};

// Since the warehouse was opened.
struct WebhookCounts {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
};

class WebhookDeliveries {
 public:
  WebhookDeliveries(store::Store& store, const Clock& clock, Random& random)
      : store_(store), clock_(clock), random_(random) {}

  // The next turn that is due; nullopt: none is. Must be gone before this is.
  [[nodiscard]] std::optional<WebhookTurn> take();
  // The same, waited for; nullopt: `stop` was requested.
  [[nodiscard]] std::optional<WebhookTurn> wait_for_turn(const std::stop_token& stop);
  // What the failure, if there was one, led to.
  std::optional<AfterFailure> settle(const WebhookTurn& turn, const WebhookResult& result);

  // Something else than the log changed what is due.
  void wake();
  // Waits until the webhook is past `position`, or fails, or is gone, or `deadline` passed.
  void wait_told(const Uuid& webhook, store::Position position,
                 std::chrono::steady_clock::time_point deadline) const;
  // Ends these waits, now and later.
  void stop_waiting();

  // How far it was read in vain for this webhook behind its saved position.
  [[nodiscard]] store::Position passed(const Uuid& webhook) const;
  [[nodiscard]] WebhookCounts counts() const { return {delivered_, failed_}; }

 private:
  struct Look {
    std::optional<WebhookTurn> turn;
    store::Position log_position = 0;
    std::optional<std::chrono::milliseconds> due_in;  // Until another one is due.
  };
  // The mutex is held.
  Look look();
  std::optional<WebhookTurn> turn_of(const store::TableReader& tables, const Webhook& webhook,
                                     const WebhookProgress& progress);
  void release(const Uuid& webhook);
  [[nodiscard]] bool is_told(const Uuid& webhook, store::Position position) const;
  AfterFailure settle_failure(store::Transaction& transaction, const Webhook& webhook,
                              WebhookProgress& progress, store::Position position,
                              const WebhookResult::Failure& failure, double chance);
  std::optional<AfterFailure> settle_again(store::Transaction& transaction, const WebhookTurn& turn,
                                           const WebhookResult& result, WebhookProgress& progress);
  void disable(store::Transaction& transaction, const Webhook& webhook, WebhookProgress& progress,
               WebhookEnd why) const;
  double chance();

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  std::atomic<std::uint64_t> delivered_{0};
  std::atomic<std::uint64_t> failed_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Protected by mutex_.
  struct Known {
    bool is_taken = false;
    std::uint64_t last_turn = 0;  // Its number.
    store::Position passed = 0;   // Read up to here, and nothing was for it.
  };
  std::map<Uuid, Known> known_;
  std::uint64_t turns_ = 0;
  std::stop_source idle_;  // Ends the waits for a turn.
  bool stopping_ = false;
};

}  // namespace kho::warehouse

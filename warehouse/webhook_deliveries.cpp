#include "warehouse/webhook_deliveries.h"

#include <algorithm>
#include <limits>

#include "store/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"
#include "warehouse/webhook_codec.h"
#include "warehouse/webhook_tables.h"

namespace kho::warehouse {
namespace {

// Bounds of one look at the log for one webhook. Entries without work are passed over in memory
// until they are so many: a restart passes over them again.
constexpr std::size_t kEntriesOfOneLook = 1000;
constexpr std::size_t kTurnBytesMax = 4 << 20;
// So that a clock that was set back cannot make anybody wait for longer.
constexpr std::chrono::milliseconds kIdleMax = std::chrono::hours(1);

Event event_at(const store::Store& store, const store::TableReader& tables,
               store::Position position) {
  std::optional<Event> event;
  store.log().read(tables, position - 1, [&](store::Position, std::string_view payload) {
    event = decode_event(payload);
    return false;
  });
  if (!event) throw store::Error(store::Errc::kCorrupt, "a dead letter of no event");
  return *std::move(event);
}

}  // namespace

std::optional<WebhookTurn> WebhookDeliveries::take() {
  const std::lock_guard lock(mutex_);
  return look().turn;
}

std::optional<WebhookTurn> WebhookDeliveries::wait_for_turn(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Look seen;
    std::stop_token woken;
    {
      const std::lock_guard lock(mutex_);
      seen = look();
      woken = idle_.get_token();
    }
    if (seen.turn) return std::move(seen.turn);
    std::stop_source mine;
    const std::stop_callback on_stop(stop, [&mine] { mine.request_stop(); });
    const std::stop_callback on_wake(woken, [&mine] { mine.request_stop(); });
    store_.wait_past(seen.log_position, mine.get_token(), seen.due_in);
  }
  return std::nullopt;
}

WebhookDeliveries::Look WebhookDeliveries::look() {
  Look look;
  const auto tables = store_.snapshot();
  look.log_position = store_.log().last(*tables);
  // What was delivered could not be remembered, and would be delivered again and again.
  if (!store_.writable()) return look;
  std::vector<Webhook> webhooks = all_webhooks(*tables);
  std::ranges::sort(webhooks, {},
                    [this](const Webhook& each) { return known_[each.id].last_turn; });
  std::erase_if(known_, [&](const auto& each) {
    return !each.second.is_taken &&
           std::ranges::find(webhooks, each.first, &Webhook::id) == webhooks.end();
  });
  for (const Webhook& webhook : webhooks) {
    Known& known = known_[webhook.id];
    if (known.is_taken) continue;
    const WebhookProgress progress = webhook_progress_at(*tables, webhook.id);
    if (progress.disabled != WebhookEnd::kNone) continue;
    const std::chrono::milliseconds due_in(progress.due_at_ms - clock_.now_ms());
    if (due_in.count() > 0 && progress.redeliver.empty()) {
      look.due_in = std::min({look.due_in.value_or(kIdleMax), due_in, kIdleMax});
      continue;
    }
    look.turn = turn_of(*tables, webhook, progress);
    if (!look.turn) continue;
    known.is_taken = true;
    known.last_turn = ++turns_;
    look.turn->claim = {nullptr, [this, id = webhook.id](void*) { release(id); }};
    return look;
  }
  return look;
}

std::optional<WebhookTurn> WebhookDeliveries::turn_of(const store::TableReader& tables,
                                                      const Webhook& webhook,
                                                      const WebhookProgress& progress) {
  WebhookTurn turn;
  turn.webhook = webhook;
  for (const store::Position position : progress.redeliver) {
    if (turn.entries.size() == kWebhookTurnEvents) break;
    turn.entries.push_back({position, event_at(store_, tables, position)});
  }
  turn.is_again = !turn.entries.empty();
  if (turn.is_again) return turn;
  store::Position& passed = known_[webhook.id].passed;
  passed = std::max(passed, progress.position);
  turn.end = passed;
  std::size_t entries = 0;
  std::size_t bytes = 0;
  store_.log().read(tables, passed, [&](store::Position position, std::string_view payload) {
    turn.end = position;
    Event event = decode_event(payload);
    if (wants(webhook, event)) {
      turn.entries.push_back({position, std::move(event)});
      bytes += payload.size();
    }
    return turn.entries.size() < kWebhookTurnEvents && bytes < kTurnBytesMax &&
           ++entries < kEntriesOfOneLook;
  });
  if (!turn.entries.empty()) return turn;
  passed = turn.end;
  if (turn.end - progress.position < kEntriesOfOneLook) return std::nullopt;
  return turn;  // To be settled: the position is kept.
}

std::optional<AfterFailure> WebhookDeliveries::settle(const WebhookTurn& turn,
                                                      const WebhookResult& result) {
  delivered_ += result.delivered;
  if (result.failure) ++failed_;
  const bool whole = result.delivered == turn.entries.size();
  if (result.delivered == 0 && !result.failure && !whole) return std::nullopt;
  const double prolonged = chance();
  std::optional<AfterFailure> after;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    const std::string_view id = turn.webhook.id.raw();
    if (!tables.get(kWebhooks, id)) return;  // Removed meanwhile.
    WebhookProgress progress = webhook_progress_at(tables, turn.webhook.id);
    if (result.delivered > 0) progress.last_delivered_at_ms = clock_.now_ms();
    if (turn.is_again) {
      after = settle_again(transaction, turn, result, progress);
    } else {
      if (result.delivered > 0) {
        progress.attempts = 0;
        progress.due_at_ms = 0;
        progress.failing_since_ms.reset();
        progress.last_failure.clear();
      }
      const store::Position done = whole ? turn.end : turn.entries[result.delivered].position - 1;
      progress.position = std::max(progress.position, done);
      if (result.failure) {
        after = settle_failure(transaction, turn.webhook, progress,
                               turn.entries[result.delivered].position, *result.failure, prolonged);
      }
    }
    tables.put(kWebhookProgress, id, encode(progress));
  });
  return after;
}

AfterFailure WebhookDeliveries::settle_failure(store::Transaction& transaction,
                                               const Webhook& webhook, WebhookProgress& progress,
                                               store::Position position,
                                               const WebhookResult::Failure& failure,
                                               double prolonged) {
  const std::int64_t now_ms = clock_.now_ms();
  const AfterFailure after = note_failure(progress, failure.gone, failure.text, now_ms, prolonged);
  if (after == AfterFailure::kDisabled) {
    disable(transaction, webhook, progress, progress.disabled);
  } else if (after == AfterFailure::kDeadLetter) {
    store::WriteTransaction& tables = transaction.tables();
    if (count_dead_letters(tables, webhook.id) >= kDeadLettersMax) {
      disable(transaction, webhook, progress, WebhookEnd::kDeadLettersFull);
      return AfterFailure::kDisabled;
    }
    tables.put(kDeadLetters, dead_letter_key(webhook.id, position),
               encode(DeadLetter{position, progress.attempts, failure.text, now_ms}));
    progress.position = position;
    progress.attempts = 0;
    progress.due_at_ms = 0;
  }
  return after;
}

// One attempt for each, up to the first that fails: it and the rest stay dead letters.
std::optional<AfterFailure> WebhookDeliveries::settle_again(store::Transaction& transaction,
                                                            const WebhookTurn& turn,
                                                            const WebhookResult& result,
                                                            WebhookProgress& progress) {
  store::WriteTransaction& tables = transaction.tables();
  for (std::size_t i = 0; i < result.delivered; ++i) {
    tables.erase(kDeadLetters, dead_letter_key(turn.webhook.id, turn.entries[i].position));
    std::erase(progress.redeliver, turn.entries[i].position);
  }
  if (!result.failure) return std::nullopt;
  progress.redeliver.clear();
  const store::Position position = turn.entries[result.delivered].position;
  if (auto letter = dead_letter_at(tables, turn.webhook.id, position)) {
    ++letter->attempts;
    letter->failure = result.failure->text;
    letter->at_ms = clock_.now_ms();
    tables.put(kDeadLetters, dead_letter_key(turn.webhook.id, position), encode(*letter));
  }
  progress.last_failure = result.failure->text;
  if (!result.failure->gone) return AfterFailure::kDeadLetter;
  disable(transaction, turn.webhook, progress, WebhookEnd::kGone);
  return AfterFailure::kDisabled;
}

void WebhookDeliveries::disable(store::Transaction& transaction, const Webhook& webhook,
                                WebhookProgress& progress, WebhookEnd why) const {
  progress.disabled = why;
  progress.disabled_at_ms = clock_.now_ms();
  Event event = webhook_event(Event::Type::kWebhookDisabled, webhook, clock_.now_ms(), "");
  event.number = static_cast<std::uint32_t>(why);
  transaction.append_log(encode(event));
}

double WebhookDeliveries::chance() {
  return store::get_be32(random_bytes(random_, 4)) /
         static_cast<double>(std::numeric_limits<std::uint32_t>::max());
}

void WebhookDeliveries::release(const Uuid& webhook) {
  {
    const std::lock_guard lock(mutex_);
    known_[webhook].is_taken = false;
  }
  wake();
}

void WebhookDeliveries::wake() {
  {
    const std::lock_guard lock(mutex_);
    idle_.request_stop();
    idle_ = {};
  }
  changed_.notify_all();
}

void WebhookDeliveries::wait_told(const Uuid& webhook, store::Position position,
                                  std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return stopping_ || is_told(webhook, position); });
}

bool WebhookDeliveries::is_told(const Uuid& webhook, store::Position position) const {
  const auto tables = store_.snapshot();
  if (!tables->get(kWebhooks, webhook.raw())) return true;
  const WebhookProgress progress = webhook_progress_at(*tables, webhook);
  return progress.position >= position || progress.attempts > 0 ||
         progress.disabled != WebhookEnd::kNone;
}

void WebhookDeliveries::stop_waiting() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

store::Position WebhookDeliveries::passed(const Uuid& webhook) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(webhook);
  return known == known_.end() ? 0 : known->second.passed;
}

}  // namespace kho::warehouse

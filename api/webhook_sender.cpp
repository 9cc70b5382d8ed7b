#include "api/webhook_sender.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "api/json_events.h"
#include "warehouse/webhook_signature.h"

namespace kho::api {
namespace {

// What a turn has delivered is kept after so long, even where the receiver is slow.
constexpr std::chrono::seconds kTurnTime{10};
constexpr std::chrono::seconds kPauseMax{60};
constexpr int kGoneStatus = 410;

std::string failure_text(const WebhookAnswer& answer) {
  if (answer.status == 0) return answer.failure;
  const bool redirect = answer.status >= 300 && answer.status < 400;
  return "status " + std::to_string(answer.status) +
         (redirect ? ": redirects are not followed" : "");
}

// Returns early where `stop` is requested.
void pause_for(std::chrono::seconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

WebhookRequest webhook_request(const warehouse::Webhook& webhook,
                               const warehouse::FeedPage::Entry& entry, std::int64_t now_ms) {
  WebhookRequest request;
  request.url = webhook.url;
  request.body = dump(to_json(entry));
  const std::string id = warehouse::webhook_message_id(webhook.id, entry.position);
  request.headers = {
      {"Content-Type", "application/cloudevents+json"},
      {"User-Agent", "kho/" KHO_VERSION},
      {"webhook-id", id},
      {"webhook-timestamp", warehouse::webhook_timestamp(now_ms)},
      {"webhook-signature", warehouse::webhook_signature(webhook, id, request.body, now_ms)}};
  return request;
}

bool WebhookSender::step(const std::stop_token& stop) {
  const auto turn = deliveries_.take();
  if (turn) deliver(*turn, stop);
  return turn.has_value();
}

void WebhookSender::run(const std::stop_token& stop) {
  std::chrono::seconds pause{1};
  while (!stop.stop_requested()) {
    try {
      while (const auto turn = deliveries_.wait_for_turn(stop)) {
        deliver(*turn, stop);
        pause = std::chrono::seconds(1);
      }
    } catch (const std::exception& error) {
      report_(std::string("webhooks: ") + error.what());
      pause_for(pause, stop);
      pause = std::min(pause * 2, kPauseMax);
    }
  }
}

void WebhookSender::deliver(const warehouse::WebhookTurn& turn, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  warehouse::WebhookResult result;
  for (const auto& entry : turn.entries) {
    if (stop.stop_requested() || std::chrono::steady_clock::now() - begin > kTurnTime) break;
    const WebhookAnswer answer = post_(webhook_request(turn.webhook, entry, clock_.now_ms()), stop);
    if (answer.status >= 200 && answer.status < 300) {
      ++result.delivered;
      continue;
    }
    // What we ended ourselves says nothing of the receiver.
    if (answer.status == 0 && stop.stop_requested()) break;
    result.failure = {answer.status == kGoneStatus, failure_text(answer)};
    break;
  }
  const auto after = deliveries_.settle(turn, result);
  if (!after || *after == warehouse::AfterFailure::kTryAgain) return;
  const bool disabled = *after == warehouse::AfterFailure::kDisabled;
  report_("webhook " + turn.webhook.id.text() +
          (disabled ? " is disabled: " : ": a dead letter: ") + result.failure->text);
}

}  // namespace kho::api

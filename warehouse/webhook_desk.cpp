#include "warehouse/webhook_desk.h"

#include <algorithm>
#include <utility>

#include "warehouse/error.h"
#include "warehouse/log_text.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"
#include "warehouse/webhook_codec.h"
#include "warehouse/webhook_tables.h"

namespace kho::warehouse {
namespace {

std::string text_for_log(const char* field, const std::string& text) {
  return short_log_text(field, text, kWebhookNameMax, Errc::kWebhookInvalid);
}

}  // namespace

WebhookView WebhookDesk::add(const WebhookOrder& order) {
  Webhook webhook;
  webhook.name = text_for_log("name", order.name);
  webhook.created_by = text_for_log("by", order.by);
  check_webhook_url(order.url);
  check_webhook_types(order.types);
  webhook.id = Uuid::make(clock_, random_);
  webhook.url = order.url;
  webhook.types = order.types;
  webhook.secret = random_bytes(random_, kWebhookSecretBytes);
  webhook.created_at_ms = clock_.now_ms();
  WebhookView made;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    if (all_webhooks(tables).size() >= kWebhooksMax) {
      throw Error(Errc::kWebhookInvalid, "there are too many webhooks");
    }
    if (order.after.value_or(0) > store_.log().last(tables)) {
      throw Error(Errc::kWebhookInvalid, "after: the log has not come that far");
    }
    const store::Position registered = transaction.append_log(encode(webhook_event(
        Event::Type::kWebhookRegistered, webhook, webhook.created_at_ms, webhook.created_by)));
    WebhookProgress progress;
    progress.position = order.after.value_or(registered);
    tables.put(kWebhooks, webhook.id.raw(), encode(webhook));
    tables.put(kWebhookProgress, webhook.id.raw(), encode(progress));
    made = view(tables, webhook);
  });
  return made;
}

std::vector<WebhookView> WebhookDesk::list() const {
  const auto tables = store_.snapshot();
  std::vector<WebhookView> views;
  for (Webhook& webhook : all_webhooks(*tables)) views.push_back(view(*tables, std::move(webhook)));
  return views;
}

WebhookView WebhookDesk::find(const Uuid& id) const {
  const auto tables = store_.snapshot();
  return view(*tables, webhook_at(*tables, id));
}

void WebhookDesk::remove(const Uuid& id, const std::string& by) {
  const std::string officer = text_for_log("by", by);
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    const Webhook webhook = webhook_at(tables, id);
    for (const DeadLetter& letter : dead_letters_of(tables, id, 0, kDeadLettersMax)) {
      tables.erase(kDeadLetters, dead_letter_key(id, letter.position));
    }
    tables.erase(kWebhooks, id.raw());
    tables.erase(kWebhookProgress, id.raw());
    transaction.append_log(
        encode(webhook_event(Event::Type::kWebhookRemoved, webhook, clock_.now_ms(), officer)));
  });
}

WebhookView WebhookDesk::enable(const Uuid& id, const std::string& by) {
  return change(id, Event::Type::kWebhookEnabled, by, [](Webhook&, WebhookProgress& progress) {
    progress.disabled = WebhookEnd::kNone;
    progress.disabled_at_ms.reset();
    progress.failing_since_ms.reset();
    progress.attempts = 0;
    progress.due_at_ms = 0;
  });
}

WebhookView WebhookDesk::rotate_secret(const Uuid& id, const std::string& by) {
  const std::string secret = random_bytes(random_, kWebhookSecretBytes);
  return change(id, Event::Type::kWebhookRotated, by, [&](Webhook& webhook, WebhookProgress&) {
    webhook.previous_secret = std::exchange(webhook.secret, secret);
    webhook.previous_until_ms = clock_.now_ms() + kWebhookSecretOverlap.count();
  });
}

store::Position WebhookDesk::test(const Uuid& id, const std::string& by) {
  const std::string officer = text_for_log("by", by);
  store::Position position = 0;
  store_.commit([&](store::Transaction& transaction) {
    const Webhook webhook = webhook_at(transaction.tables(), id);
    if (webhook_progress_at(transaction.tables(), id).disabled != WebhookEnd::kNone) {
      throw Error(Errc::kWebhookDisabled, "the webhook is disabled: enable it first");
    }
    position = transaction.append_log(
        encode(webhook_event(Event::Type::kWebhookTested, webhook, clock_.now_ms(), officer)));
  });
  return position;
}

std::vector<DeadLetter> WebhookDesk::dead_letters(const Uuid& id, store::Position after,
                                                  std::size_t limit) const {
  const auto tables = store_.snapshot();
  (void)webhook_at(*tables, id);
  return dead_letters_of(*tables, id, after, limit);
}

std::size_t WebhookDesk::redeliver(const Uuid& id, const std::vector<store::Position>& positions) {
  std::size_t count = 0;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    (void)webhook_at(tables, id);
    WebhookProgress progress = webhook_progress_at(tables, id);
    if (progress.disabled != WebhookEnd::kNone) {
      throw Error(Errc::kWebhookDisabled, "the webhook is disabled: enable it first");
    }
    std::vector<store::Position> wanted = positions;
    if (wanted.empty()) {
      for (const DeadLetter& letter : dead_letters_of(tables, id, 0, kDeadLettersMax)) {
        wanted.push_back(letter.position);
      }
    }
    for (const store::Position position : wanted) {
      if (!dead_letter_at(tables, id, position)) {
        throw Error(Errc::kNotFound, "there is no such dead letter");
      }
    }
    // At most all dead letters, each once.
    std::vector<store::Position>& ordered = progress.redeliver;
    ordered.insert(ordered.end(), wanted.begin(), wanted.end());
    std::ranges::sort(ordered);
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    count = ordered.size();
    tables.put(kWebhookProgress, id.raw(), encode(progress));
  });
  deliveries_.wake();
  return count;
}

WebhookView WebhookDesk::view(const store::TableReader& tables, Webhook webhook) const {
  WebhookView view;
  view.progress = webhook_progress_at(tables, webhook.id);
  view.progress.position = std::max(view.progress.position, deliveries_.passed(webhook.id));
  view.dead_letters = count_dead_letters(tables, webhook.id);
  view.webhook = std::move(webhook);
  return view;
}

WebhookView WebhookDesk::change(const Uuid& id, Event::Type type, const std::string& by,
                                const std::function<void(Webhook&, WebhookProgress&)>& how) {
  const std::string officer = text_for_log("by", by);
  WebhookView changed;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    Webhook webhook = webhook_at(tables, id);
    WebhookProgress progress = webhook_progress_at(tables, id);
    how(webhook, progress);
    tables.put(kWebhooks, id.raw(), encode(webhook));
    tables.put(kWebhookProgress, id.raw(), encode(progress));
    transaction.append_log(encode(webhook_event(type, webhook, clock_.now_ms(), officer)));
    changed = view(tables, std::move(webhook));
  });
  return changed;
}

}  // namespace kho::warehouse

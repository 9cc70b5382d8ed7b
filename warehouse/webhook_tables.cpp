#include "warehouse/webhook_tables.h"

#include "store/bytes.h"
#include "store/error.h"
#include "warehouse/error.h"
#include "warehouse/schema.h"
#include "warehouse/webhook_codec.h"

namespace kho::warehouse {

std::vector<Webhook> all_webhooks(const store::TableReader& tables) {
  std::vector<Webhook> webhooks;
  each_with_prefix(tables, kWebhooks, "", [&](std::string_view, std::string_view value) {
    webhooks.push_back(decode_webhook(value));
    return true;
  });
  return webhooks;
}

Webhook webhook_at(const store::TableReader& tables, const Uuid& id) {
  const auto bytes = tables.get(kWebhooks, id.raw());
  if (!bytes) throw Error(Errc::kNotFound, "there is no such webhook");
  return decode_webhook(*bytes);
}

WebhookProgress webhook_progress_at(const store::TableReader& tables, const Uuid& id) {
  const auto bytes = tables.get(kWebhookProgress, id.raw());
  if (!bytes) throw store::Error(store::Errc::kCorrupt, "a webhook without progress");
  return decode_webhook_progress(*bytes);
}

std::string dead_letter_key(const Uuid& webhook, store::Position position) {
  return std::string(webhook.raw()) + store::be64(position);
}

std::optional<DeadLetter> dead_letter_at(const store::TableReader& tables, const Uuid& webhook,
                                         store::Position position) {
  const auto bytes = tables.get(kDeadLetters, dead_letter_key(webhook, position));
  if (!bytes) return std::nullopt;
  return decode_dead_letter(position, *bytes);
}

std::vector<DeadLetter> dead_letters_of(const store::TableReader& tables, const Uuid& webhook,
                                        store::Position after, std::size_t limit) {
  std::vector<DeadLetter> letters;
  each_with_prefix(tables, kDeadLetters, webhook.raw(),
                   [&](std::string_view key, std::string_view value) {
                     const store::Position position = store::get_be64(key.substr(Uuid::kSize));
                     if (position > after) letters.push_back(decode_dead_letter(position, value));
                     return letters.size() < limit;
                   });
  return letters;
}

std::size_t count_dead_letters(const store::TableReader& tables, const Uuid& webhook) {
  std::size_t count = 0;
  each_with_prefix(tables, kDeadLetters, webhook.raw(), [&](std::string_view, std::string_view) {
    ++count;
    return true;
  });
  return count;
}

Event webhook_event(Event::Type type, const Webhook& webhook, std::int64_t now_ms,
                    const std::string& by) {
  Event event{type, now_ms, {}, {}, {}, webhook.name};
  event.related = webhook.id;
  event.by = by;
  return event;
}

}  // namespace kho::warehouse

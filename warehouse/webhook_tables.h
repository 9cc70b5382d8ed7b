// warehouse/webhook_tables.h - Looks webhooks, their progress and their dead letters up.
//
// Functions over a reader. Errors: Error kNotFound; store::Error kCorrupt.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/tables.h"
#include "warehouse/webhook.h"

namespace kho::warehouse {

[[nodiscard]] std::vector<Webhook> all_webhooks(const store::TableReader& tables);
[[nodiscard]] Webhook webhook_at(const store::TableReader& tables, const Uuid& id);
[[nodiscard]] WebhookProgress webhook_progress_at(const store::TableReader& tables, const Uuid& id);

[[nodiscard]] std::string dead_letter_key(const Uuid& webhook, store::Position position);
[[nodiscard]] std::optional<DeadLetter> dead_letter_at(const store::TableReader& tables,
                                                       const Uuid& webhook,
                                                       store::Position position);
// Those behind `after`, in order, at most `limit`.
[[nodiscard]] std::vector<DeadLetter> dead_letters_of(const store::TableReader& tables,
                                                      const Uuid& webhook, store::Position after,
                                                      std::size_t limit);
[[nodiscard]] std::size_t count_dead_letters(const store::TableReader& tables, const Uuid& webhook);

[[nodiscard]] Event webhook_event(Event::Type type, const Webhook& webhook, std::int64_t now_ms,
                                  const std::string& by);

}  // namespace kho::warehouse

// api/json_webhooks.h - Webhooks as JSON: registrations, how far each was told, dead letters.
#pragma once

#include <vector>

#include "api/json.h"
#include "warehouse/webhook_desk.h"

namespace kho::api {

// Throw warehouse::Error kWebhookInvalid.
[[nodiscard]] warehouse::WebhookOrder webhook_order_from(const Json& json);
// Empty: all.
[[nodiscard]] std::vector<store::Position> redelivery_from(const Json& json);

// Without its secrets.
[[nodiscard]] Json to_json(const warehouse::WebhookView& view, store::Position log_position);
[[nodiscard]] Json to_json(const warehouse::DeadLetter& letter);

}  // namespace kho::api

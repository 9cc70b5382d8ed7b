#include "api/json_webhooks.h"

#include <algorithm>

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

const char* state_of(const warehouse::WebhookProgress& progress) {
  if (progress.disabled != warehouse::WebhookEnd::kNone) return "disabled";
  return progress.attempts > 0 ? "failing" : "active";
}

}  // namespace

warehouse::WebhookOrder webhook_order_from(const Json& json) {
  warehouse::WebhookOrder order;
  Fields fields(json, "webhook", warehouse::Errc::kWebhookInvalid);
  order.name = fields.required_text("name");
  order.url = fields.required_text("url");
  order.types = fields.texts("types");
  if (!fields.member("after").is_null()) order.after = fields.number("after", 0, UINT64_MAX);
  order.by = fields.text("by");
  fields.finish();
  return order;
}

std::vector<store::Position> redelivery_from(const Json& json) {
  std::vector<store::Position> positions;
  Fields fields(json, "order", warehouse::Errc::kWebhookInvalid);
  const Json& given = fields.member("positions");
  if (!given.is_null() && !given.is_array()) fields.refuse("positions", "must be an array");
  if (given.size() > warehouse::kDeadLettersMax) fields.refuse("positions", "are too many");
  for (const Json& each : given) {
    if (!each.is_number_unsigned()) fields.refuse("positions", "must be whole numbers");
    positions.push_back(each.get<store::Position>());
  }
  fields.finish();
  return positions;
}

Json to_json(const warehouse::WebhookView& view, store::Position log_position) {
  const warehouse::Webhook& webhook = view.webhook;
  const warehouse::WebhookProgress& progress = view.progress;
  const bool disabled = progress.disabled != warehouse::WebhookEnd::kNone;
  const bool waits = !disabled && progress.due_at_ms > 0;
  Json json = {{"id", webhook.id.text()},
               {"name", webhook.name},
               {"url", webhook.url},
               {"types", webhook.types},
               {"created_at", warehouse::utc_text(webhook.created_at_ms)},
               {"created_by", webhook.created_by},
               {"state", state_of(progress)},
               {"disabled", nullptr},
               {"disabled_at", time_or_null(progress.disabled_at_ms)},
               {"position", progress.position},
               {"lag", log_position - std::min(progress.position, log_position)},
               {"attempts", progress.attempts},
               {"next_attempt_at", waits ? Json(warehouse::utc_text(progress.due_at_ms)) : Json()},
               {"failing_since", time_or_null(progress.failing_since_ms)},
               {"last_failure", text_or_null(progress.last_failure)},
               {"last_delivered_at", time_or_null(progress.last_delivered_at_ms)},
               {"dead_letters", view.dead_letters},
               {"redelivering", progress.redeliver.size()}};
  if (disabled) json["disabled"] = name_in(warehouse::kWebhookEndNames, progress.disabled);
  return json;
}

Json to_json(const warehouse::DeadLetter& letter) {
  return {{"position", letter.position},
          {"attempts", letter.attempts},
          {"failure", letter.failure},
          {"at", warehouse::utc_text(letter.at_ms)}};
}

}  // namespace kho::api

// Webhooks: registered, listed, enabled, tested, removed; their secrets and dead letters.

#include "api/handler.h"
#include "api/json_fields.h"
#include "api/json_webhooks.h"
#include "api/once.h"
#include "api/query_json.h"
#include "warehouse/webhook_signature.h"

namespace kho::api {
namespace {

constexpr std::uint64_t kDeadLetterPageMax = 1000;
constexpr std::uint64_t kToldWaitSecondsMax = 30;

Json webhook_json(const Call& call, const warehouse::WebhookView& view) {
  return to_json(view, call.warehouse.log_position());
}

// The one answer with the secret.
Response secret_response(int status, const Call& call, const warehouse::WebhookView& view) {
  Response response =
      json_response(status, {{"webhook", webhook_json(call, view)},
                             {"secret", warehouse::webhook_secret_text(view.webhook.secret)}});
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string officer_of(const Call& call) {
  return api::officer_of(call, warehouse::Errc::kWebhookInvalid);
}

}  // namespace

Response post_webhook(const Call& call) {
  refuse_idempotency_key(call.request);
  warehouse::WebhookOrder order = webhook_order_from(parse_json(call.request.body));
  order.by = call.by(order.by);
  const warehouse::WebhookView made = call.warehouse.webhooks().add(order);
  Response response = secret_response(201, call, made);
  response.headers.emplace_back("Location", "/v1/webhooks/" + made.webhook.id.text());
  return response;
}

Response get_webhooks(const Call& call) {
  Json webhooks = Json::array();
  for (const auto& view : call.warehouse.webhooks().list()) {
    webhooks.push_back(webhook_json(call, view));
  }
  return json_response(200, {{"webhooks", std::move(webhooks)}});
}

Response get_webhook(const Call& call) {
  const Json query = query_json(call.request, {"told", "wait"});
  Fields fields(query, "query", warehouse::Errc::kQueryInvalid);
  const store::Position told = fields.number("told", 0, UINT64_MAX);
  const std::chrono::seconds wait(fields.number("wait", 0, kToldWaitSecondsMax));
  fields.finish();
  if (wait.count() > 0) {
    call.warehouse.webhook_deliveries().wait_told(call.id, told,
                                                  std::chrono::steady_clock::now() + wait);
  }
  const warehouse::WebhookView view = call.warehouse.webhooks().find(call.id);
  return json_response(200, {{"webhook", webhook_json(call, view)}});
}

Response delete_webhook(const Call& call) {
  call.warehouse.webhooks().remove(call.id, officer_of(call));
  return json_response(200, {{"removed", call.id.text()}});
}

Response post_webhook_enable(const Call& call) {
  const warehouse::WebhookView view = call.warehouse.webhooks().enable(call.id, officer_of(call));
  return json_response(200, {{"webhook", webhook_json(call, view)}});
}

Response post_webhook_secret(const Call& call) {
  refuse_idempotency_key(call.request);
  return secret_response(200, call,
                         call.warehouse.webhooks().rotate_secret(call.id, officer_of(call)));
}

Response post_webhook_test(const Call& call) {
  return json_response(202,
                       {{"position", call.warehouse.webhooks().test(call.id, officer_of(call))}});
}

Response get_dead_letters(const Call& call) {
  const Json query = query_json(call.request, {"after", "limit"});
  Fields fields(query, "query", warehouse::Errc::kQueryInvalid);
  const store::Position after = fields.number("after", 0, UINT64_MAX);
  const std::uint64_t limit = fields.number("limit", 100, kDeadLetterPageMax);
  if (limit == 0) fields.refuse("limit", "must be 1 or more");
  fields.finish();
  // One more tells whether there is a next page.
  auto letters = call.warehouse.webhooks().dead_letters(call.id, after, limit + 1);
  const bool more = letters.size() > limit;
  if (more) letters.pop_back();
  Json page = Json::array();
  for (const warehouse::DeadLetter& letter : letters) page.push_back(to_json(letter));
  return page_response("dead_letters", std::move(page),
                       more ? Json(letters.back().position) : Json());
}

Response post_redelivery(const Call& call) {
  const auto positions =
      redelivery_from(call.request.body.empty() ? Json::object() : parse_json(call.request.body));
  return json_response(202,
                       {{"redelivering", call.warehouse.webhooks().redeliver(call.id, positions)}});
}

}  // namespace kho::api

#include "warehouse/webhook_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const Webhook& webhook) {
  records::Webhook out;
  out.set_id(std::string(webhook.id.raw()));
  out.set_name(webhook.name);
  out.set_url(webhook.url);
  for (const std::string& type : webhook.types) out.add_types(type);
  out.set_secret(webhook.secret);
  out.set_previous_secret(webhook.previous_secret);
  out.set_previous_until_ms(webhook.previous_until_ms);
  out.set_created_at_ms(webhook.created_at_ms);
  out.set_created_by(webhook.created_by);
  return out.SerializeAsString();
}

Webhook decode_webhook(std::string_view bytes) {
  const auto in = parse<records::Webhook>(bytes, "damaged record of a webhook");
  Webhook webhook;
  webhook.id = uuid(in.id());
  webhook.name = in.name();
  webhook.url = in.url();
  webhook.types.assign(in.types().begin(), in.types().end());
  webhook.secret = hash(in.secret(), false);
  webhook.previous_secret = hash(in.previous_secret(), true);
  webhook.previous_until_ms = in.previous_until_ms();
  webhook.created_at_ms = in.created_at_ms();
  webhook.created_by = in.created_by();
  return webhook;
}

std::string encode(const WebhookProgress& progress) {
  records::WebhookProgress out;
  out.set_position(progress.position);
  out.set_attempts(progress.attempts);
  out.set_due_at_ms(progress.due_at_ms);
  if (progress.failing_since_ms) out.set_failing_since_ms(*progress.failing_since_ms);
  out.set_last_failure(progress.last_failure);
  if (progress.last_delivered_at_ms) out.set_last_delivered_at_ms(*progress.last_delivered_at_ms);
  out.set_disabled(static_cast<std::uint32_t>(progress.disabled));
  if (progress.disabled_at_ms) out.set_disabled_at_ms(*progress.disabled_at_ms);
  for (const store::Position position : progress.redeliver) out.add_redeliver(position);
  return out.SerializeAsString();
}

WebhookProgress decode_webhook_progress(std::string_view bytes) {
  const auto in = parse<records::WebhookProgress>(bytes, "damaged progress of a webhook");
  WebhookProgress progress;
  progress.position = in.position();
  progress.attempts = in.attempts();
  progress.due_at_ms = in.due_at_ms();
  if (in.has_failing_since_ms()) progress.failing_since_ms = in.failing_since_ms();
  progress.last_failure = in.last_failure();
  if (in.has_last_delivered_at_ms()) progress.last_delivered_at_ms = in.last_delivered_at_ms();
  progress.disabled = enumerator(kWebhookEndNames, in.disabled());
  if (in.has_disabled_at_ms()) progress.disabled_at_ms = in.disabled_at_ms();
  progress.redeliver.assign(in.redeliver().begin(), in.redeliver().end());
  return progress;
}

std::string encode(const DeadLetter& letter) {
  records::DeadLetter out;
  out.set_attempts(letter.attempts);
  out.set_failure(letter.failure);
  out.set_at_ms(letter.at_ms);
  return out.SerializeAsString();
}

DeadLetter decode_dead_letter(store::Position position, std::string_view bytes) {
  const auto in = parse<records::DeadLetter>(bytes, "damaged dead letter");
  return {position, in.attempts(), in.failure(), in.at_ms()};
}

}  // namespace kho::warehouse

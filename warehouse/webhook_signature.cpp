#include "warehouse/webhook_signature.h"

#include "warehouse/base64.h"
#include "warehouse/hmac.h"

namespace kho::warehouse {

std::string webhook_secret_text(std::string_view secret) { return "whsec_" + base64(secret); }

std::string webhook_timestamp(std::int64_t now_ms) { return std::to_string(now_ms / 1000); }

std::string webhook_message_id(const Uuid& webhook, store::Position position) {
  return webhook.text() + "-" + std::to_string(position);
}

std::string webhook_signature(const Webhook& webhook, const std::string& message_id,
                              std::string_view body, std::int64_t now_ms) {
  const std::string text = message_id + "." + webhook_timestamp(now_ms) + "." + std::string(body);
  std::string signature = "v1," + base64(hmac_sha256(webhook.secret, text));
  if (!webhook.previous_secret.empty() && now_ms < webhook.previous_until_ms) {
    signature += " v1," + base64(hmac_sha256(webhook.previous_secret, text));
  }
  return signature;
}

}  // namespace kho::warehouse

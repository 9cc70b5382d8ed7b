// warehouse/webhook_codec.h - Records of webhooks to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/webhook.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Webhook& webhook);
[[nodiscard]] std::string encode(const WebhookProgress& progress);
[[nodiscard]] std::string encode(const DeadLetter& letter);  // Its position stands in the key.
[[nodiscard]] Webhook decode_webhook(std::string_view bytes);
[[nodiscard]] WebhookProgress decode_webhook_progress(std::string_view bytes);
[[nodiscard]] DeadLetter decode_dead_letter(store::Position position, std::string_view bytes);

}  // namespace kho::warehouse

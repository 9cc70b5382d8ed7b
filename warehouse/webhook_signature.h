// warehouse/webhook_signature.h - Signatures of deliveries, as the Standard Webhooks specification
// has them (standardwebhooks.com, version 1.0.0): HMAC-SHA256, symmetric.
//
// Immutable functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "warehouse/webhook.h"

namespace kho::warehouse {

// A secret as it is shown: "whsec_" and base64.
[[nodiscard]] std::string webhook_secret_text(std::string_view secret);

// The value of webhook-signature: "v1," and base64, of the secret and, while it still counts, of
// the one before, with a blank between.
[[nodiscard]] std::string webhook_signature(const Webhook& webhook, const std::string& message_id,
                                            std::string_view body, std::int64_t now_ms);
// The value of webhook-timestamp: seconds since 1970.
[[nodiscard]] std::string webhook_timestamp(std::int64_t now_ms);
// The value of webhook-id: the same whenever this entry is delivered to this webhook.
[[nodiscard]] std::string webhook_message_id(const Uuid& webhook, store::Position position);

}  // namespace kho::warehouse

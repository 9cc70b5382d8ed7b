// tools/webhooks/webhook_post.h - One POST to a receiver, over libcurl.
//
// libcurl, because it lets the address be judged after the name was resolved and before anything is
// sent, and bounds a request as a whole; Poco's client bounds single reads, which a receiver can
// stretch for as long as it likes. TLS 1.2 or later with a checked certificate; no redirects, no
// proxies, no cookies. What the receiver says besides its status is dropped.
#pragma once

#include <chrono>

#include "api/webhook_sender.h"
#include "tools/webhooks/address_guard.h"

namespace kho::tools {

struct PostLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds total{15'000};
  std::size_t answer_bytes = 64 << 10;  // Not read any further.
};

// Thread-safe.
[[nodiscard]] api::PostWebhook webhook_post(AddressGuard guard, PostLimits limits = {});

}  // namespace kho::tools

// tools/sync/partner.h - One request to a partner's system, and what its answer means.
//
// HTTPS with TLS 1.2 or later and a checked certificate, or HTTP on this machine; bearer token;
// JSON.
#pragma once

#include <functional>
#include <string>

#include "tools/sync/mapping.h"

namespace kho::tools {

struct PartnerAnswer {
  enum class Outcome {
    kAccepted,
    kExists,  // The dossier is known already: update it.
    kFailed,
  };
  Outcome outcome = Outcome::kFailed;
  // Why not, for logs: an HTTP status, the partner's code, or what went wrong on the way. Never the
  // partner's text, which may repeat what was sent.
  std::string reason;
};

// Sends `body` to `url`; never throws for what the partner or the network does.
using AskPartner = std::function<PartnerAnswer(const std::string& url, const std::string& body)>;

[[nodiscard]] AskPartner partner_over_http(const Mapping& mapping);

// What an answer with this status and body means.
[[nodiscard]] PartnerAnswer understood(int status, const std::string& body, const Mapping& mapping);

}  // namespace kho::tools

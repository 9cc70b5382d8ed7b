// api/access.h - Who may ask: the one place where a request is let in or not, and to which routes.
//
// A request comes in one of three ways:
//   - from a command in this process or through the warehouse's Unix socket: whoever has that
//     directory may do everything;
//   - over the network with a token (Authorization: Bearer, RFC 6750): as its role says;
//   - over the network without one: only while the warehouse has no token at all, and from this
//     machine (docs/decisions/018-tokens.md).
// Which papers it then sees is decided by warehouse/paper_rights.h.
#pragma once

#include <optional>

#include "api/http.h"
#include "warehouse/token_desk.h"

namespace kho::api {

// What a route needs.
enum class Right {
  kNone,        // Nothing of the warehouse is shown.
  kReadPapers,  // Records, files, texts, findings.
  kSearch,
  kDeposit,
  kDecide,  // Review, revoke, supersede.
  kKeep,    // Holds, retention, destruction.
  kReuse,
  kDossiers,
  kOwners,
  kPartner,  // What other provinces' systems ask.
  kReadCatalogue,
  kWriteCatalogue,
  kEvents,
  kReports,
  kAudit,        // The log and its proofs.
  kSeeAccesses,  // Who looked at a paper.
  kWatch,        // Metrics.
  kAdminister,   // Jobs, readings, index, statistics, keys, tokens, webhooks.
};

[[nodiscard]] bool may(warehouse::Role role, Right right);

// A web page could make the user's own browser ask. Throws Problem 403 access_refused.
void refuse_browsers(const Request& request);

// The token that let the request in; nullopt: who has the directory, or nobody needs one. Throws
// Problem 401 token_missing, token_refused.
[[nodiscard]] std::optional<warehouse::Token> let_in(const Request& request,
                                                     const warehouse::TokenDesk& tokens);

}  // namespace kho::api

// api/access.h - Who may ask: the one place where a request is let in or not, and to which routes.
//
// A request comes in one of three ways:
//   - from a command in this process or through the warehouse's Unix socket: whoever has that
//     directory may do everything;
//   - over the network with a token (Authorization: Bearer, RFC 6750): as its role says;
//   - over the network without one: only while the warehouse has no token at all, and from this
//     machine (docs/decisions/018-tokens.md).
// Browsers are kept out: docs/decisions/019-tls-and-jwt.md.
// Which papers it then sees is decided by warehouse/paper_rights.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http.h"
#include "warehouse/token_desk.h"

namespace kho::api {

class Jwt;
class RateLimits;
class Tls;

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
  kAudit,             // The log and its proofs.
  kSeeAccesses,       // Who looked at a paper.
  kSeeOwnerAccesses,  // Who looked at an owner's papers; of an intake system, for that owner.
  kWatch,             // Metrics.
  kAdminister,        // Jobs, readings, index, statistics, keys, tokens,
                      // webhooks.
  kDirectory,         // Nobody's over the network: who has the warehouse's directory.
};

// As the scopes of tokens name them. kNone and kDirectory are nobody's.
inline constexpr warehouse::NameTable<Right, 18> kRightNames{
    {{Right::kReadPapers, "read_papers"},
     {Right::kSearch, "search"},
     {Right::kDeposit, "deposit"},
     {Right::kDecide, "decide"},
     {Right::kKeep, "keep"},
     {Right::kReuse, "reuse"},
     {Right::kDossiers, "dossiers"},
     {Right::kOwners, "owners"},
     {Right::kPartner, "partner"},
     {Right::kReadCatalogue, "read_catalogue"},
     {Right::kWriteCatalogue, "write_catalogue"},
     {Right::kEvents, "events"},
     {Right::kReports, "reports"},
     {Right::kAudit, "audit"},
     {Right::kSeeAccesses, "see_accesses"},
     {Right::kSeeOwnerAccesses, "see_owner_accesses"},
     {Right::kWatch, "watch"},
     {Right::kAdminister, "administer"}}};

[[nodiscard]] bool may(warehouse::Role role, Right right);
// The same of a token, whose scopes may leave it less than its role has.
[[nodiscard]] bool may(const warehouse::Token& token, Right right);
// By which callers are told apart: the id of a token, or of another issuer's token its subject,
// however many tokens that one was given.
[[nodiscard]] std::string caller_of(const warehouse::Token& token);

// What a server has at its doors besides the warehouse's tokens. What is pointed to outlives it.
struct Doors {
  // Names that this server has, in lower case; "*.example" as well.
  std::vector<std::string> hosts = {};
  const Tls* tls = nullptr;      // Its certificate's names are this server's, too.
  const Jwt* jwt = nullptr;      // Tokens that somebody else issued are taken, too.
  RateLimits* limits = nullptr;  // Of how often one may ask.
  // Also while the warehouse has no token: others can reach the server, or bring tokens of theirs.
  bool token_always = false;
  // What only those who run the warehouse need is asked at an address of its own.
  bool admin_apart = false;
};

// Whether a route with this right is there at all where the request came in.
[[nodiscard]] bool is_served(Right right, Request::From from, const Doors& doors);

// A web page could make the user's own browser ask: by its own name, or by one that it has made
// to mean this server (DNS rebinding). Throws Problem 403 access_refused.
void refuse_browsers(const Request& request, const Doors& doors);

// The token that let the request in to a route with this right; nullopt: who has the directory, or
// nobody needs one. Throws Problem 401 token_missing, token_refused, 429 rate_limited.
[[nodiscard]] std::optional<warehouse::Token> let_in(const Request& request, Right right,
                                                     const warehouse::TokenDesk& tokens,
                                                     const Doors& doors);

}  // namespace kho::api

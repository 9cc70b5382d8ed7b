#include "api/access.h"

#include <Poco/String.h>

#include <algorithm>
#include <initializer_list>

#include "api/jwt.h"
#include "api/problem.h"
#include "api/rate_limit.h"
#include "api/tls.h"

namespace kho::api {
namespace {

// Of a Host header, without the port.
std::string host_name(std::string_view host) {
  return Poco::toLower(std::string(host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                                                         : host.substr(0, host.find(':'))));
}

bool is_this_machine(const std::string& name) {
  // The whole of 127.0.0.0/8 is this machine (RFC 1122, 3.2.1.3).
  const bool loopback =
      name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
  return loopback || name == "localhost" || name == "[::1]";
}

Jwt::Verdict recognise(std::string_view header, const warehouse::TokenDesk& tokens,
                       const Doors& doors) {
  constexpr std::string_view kScheme = "bearer ";
  constexpr std::string_view kOwn = "kho_";
  if (Poco::toLower(std::string(header.substr(0, kScheme.size()))) == kScheme) {
    const std::string_view given = header.substr(kScheme.size());
    if (doors.jwt != nullptr && !given.starts_with(kOwn)) return doors.jwt->recognise(given);
    if (auto token = tokens.recognise(given)) return {std::move(token), {}};
  }
  return {{}, "the token is unknown, revoked or expired"};
}

}  // namespace

void refuse_browsers(const Request& request, const Doors& doors) {
  const std::string host = host_name(request.header("host"));
  const auto is_host = [&](const std::string& name) { return stands_for(name, host); };
  const bool is_ours = is_this_machine(host) || std::ranges::any_of(doors.hosts, is_host) ||
                       (doors.tls != nullptr && doors.tls->is_for(host));
  if (!is_ours || !request.header("origin").empty()) {
    throw Problem(403, "access_refused",
                  "this server answers programs, under its own name: 127.0.0.1 and localhost, "
                  "those of its certificate, and those of kho serve --host");
  }
}

std::string caller_of(const warehouse::Token& token) {
  return token.secret_sha256.empty() ? "sub " + token.name : token.id.text();
}

bool may(const warehouse::Token& token, Right right) {
  if (!may(token.role, right)) return false;
  const std::string_view name = warehouse::name_in(kRightNames, right);
  return token.scopes.empty() || std::ranges::find(token.scopes, name) != token.scopes.end();
}

bool may(warehouse::Role role, Right right) {
  using enum warehouse::Role;
  const auto is_one_of = [role](std::initializer_list<warehouse::Role> roles) {
    return std::ranges::find(roles, role) != roles.end();
  };
  switch (right) {
    case Right::kNone:
    case Right::kReadCatalogue:
      return true;
    case Right::kReadPapers:
    case Right::kSearch:
    case Right::kDeposit:
    case Right::kReuse:
    case Right::kDossiers:
    case Right::kOwners:
      return is_one_of({kIntake, kOfficer});
    case Right::kDecide:
      return is_one_of({kOfficer});
    case Right::kPartner:
      return is_one_of({kIntake});
    case Right::kReports:
      return is_one_of({kOfficer, kAdmin, kAuditor});
    case Right::kEvents:
    case Right::kAudit:
    case Right::kWatch:
      return is_one_of({kAdmin, kAuditor});
    case Right::kSeeAccesses:
      return is_one_of({kAuditor});
    case Right::kSeeOwnerAccesses:
      return is_one_of({kIntake, kAuditor});
    case Right::kKeep:
    case Right::kWriteCatalogue:
    case Right::kAdminister:
      return is_one_of({kAdmin});
    case Right::kDirectory:
      return false;
  }
  return false;
}

bool is_served(Right right, Request::From from, const Doors& doors) {
  if (right == Right::kDirectory) return from == Request::From::kDirectory;
  if (!doors.admin_apart || from != Request::From::kNetwork) return true;
  switch (right) {
    case Right::kAdminister:
    case Right::kKeep:
    case Right::kWriteCatalogue:
    case Right::kWatch:
    case Right::kAudit:
      return false;
    default:
      return true;
  }
}

std::optional<warehouse::Token> let_in(const Request& request, Right right,
                                       const warehouse::TokenDesk& tokens, const Doors& doors) {
  if (request.from == Request::From::kDirectory) return std::nullopt;
  const std::string_view header = request.header("authorization");
  if (right == Right::kNone || header.empty()) {
    if (doors.limits != nullptr) doors.limits->count_address(request.address);
    if (right != Right::kNone && (doors.token_always || tokens.has_any())) {
      throw Problem(401, "token_missing", "send a token: Authorization: Bearer kho_...");
    }
    return std::nullopt;
  }
  auto [token, refusal] = recognise(header, tokens, doors);
  if (doors.limits != nullptr) {
    if (token) {
      doors.limits->count_token(caller_of(*token));
    } else {
      doors.limits->count_refusal(request.address);
      doors.limits->count_address(request.address);
    }
  }
  if (!token) throw Problem(401, "token_refused", std::string(refusal));
  return std::move(token);
}

}  // namespace kho::api

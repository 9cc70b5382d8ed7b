#include "api/access.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "api/problem.h"

namespace kho::api {
namespace {

bool is_this_machine(std::string_view host) {
  std::string name(host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                                         : host.substr(0, host.find(':')));
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  // The whole of 127.0.0.0/8 is this machine (RFC 1122, 3.2.1.3).
  const bool loopback =
      name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
  return loopback || name == "localhost" || name == "[::1]";
}

}  // namespace

void refuse_browsers(const Request& request) {
  if (!request.header("origin").empty() || !is_this_machine(request.header("host"))) {
    throw Problem(403, "access_refused",
                  "this server answers programs on this machine, under 127.0.0.1 or localhost");
  }
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
  }
  return false;
}

std::optional<warehouse::Token> let_in(const Request& request, const warehouse::TokenDesk& tokens) {
  if (request.from == Request::From::kDirectory) return std::nullopt;
  const std::string_view header = request.header("authorization");
  if (header.empty()) {
    if (tokens.has_any()) {
      throw Problem(401, "token_missing", "send a token: Authorization: Bearer kho_...");
    }
    return std::nullopt;
  }
  constexpr std::string_view kScheme = "bearer ";
  std::string scheme(header.substr(0, kScheme.size()));
  for (char& c : scheme) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  auto token = scheme == kScheme ? tokens.recognise(header.substr(kScheme.size())) : std::nullopt;
  if (!token) throw Problem(401, "token_refused", "the token is unknown, revoked or expired");
  return token;
}

}  // namespace kho::api

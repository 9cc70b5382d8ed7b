#include "api/jwt.h"

#include <Poco/String.h>

#include <algorithm>
#include <cmath>

#include "store/sha256.h"
#include "warehouse/catalogue.h"
#include "warehouse/log_text.h"

namespace kho::api {
namespace {

struct KeyFileText {
  std::string text;
  [[nodiscard]] std::string sha256() const { return store::Sha256::raw_of(text); }
};

// A NumericDate in whole seconds; nullopt where it is absent, no number, or beyond all times.
std::optional<std::int64_t> seconds_in(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  constexpr double kMost = 1e11;
  if (!(seconds >= 0 && seconds <= kMost)) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(seconds));
}

bool is_text(const Json& claims, const char* name, std::string_view wanted) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() &&
         found->get_ref<const std::string&>() == wanted;
}

bool is_for(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end() || !found->is_array()) return is_text(claims, "aud", audience);
  return std::ranges::any_of(*found, [&](const Json& each) { return each == audience; });
}

// Statements of other kinds that the same keys sign are no tokens (RFC 8725, 3.11).
bool is_token(const Json& header) {
  const auto found = header.find("typ");
  if (found == header.end()) return true;
  if (!found->is_string()) return false;
  std::string type = Poco::toLower(found->get<std::string>());
  constexpr std::string_view kPrefix = "application/";
  if (type.starts_with(kPrefix)) type.erase(0, kPrefix.size());
  return type == "jwt" || type == "at+jwt";
}

// As in "read_papers reuse". Names of no right open nothing.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

Jwt::Jwt(JwtIssuer issuer, const warehouse::Clock& clock)
    : issuer_(std::move(issuer)), clock_(clock) {
  const Reload first = reload(false);
  if (first.outcome == Reload::Outcome::kFailed) throw SetupError(first.text);
}

Reload Jwt::reload(bool again) {
  return keys_.reload(
      again, [&] { return KeyFileText{read_setup_file(issuer_.keys, Secrecy::kPublic)}; },
      [&](const KeyFileText& file) {
        try {
          return std::make_shared<const JwkSet>(file.text);
        } catch (const SetupError& error) {
          throw SetupError(issuer_.keys.string() + ": " + error.what());
        }
      });
}

Jwt::Verdict Jwt::recognise(std::string_view jwt) const {
  const auto verified = keys_.value()->verified(jwt);
  if (!verified) return {{}, "it is no JWT that a known key has signed"};
  if (!is_token(verified->header)) return {{}, "typ: it is no access token"};
  const auto claims = parse_strictly(verified->payload);
  if (!claims || !claims->is_object()) return {{}, "its claims are no JSON object"};
  return judge(*claims);
}

Jwt::Verdict Jwt::judge(const Json& claims) const {
  if (!is_text(claims, "iss", issuer_.name)) return {{}, "iss: another issuer is trusted here"};
  if (!is_for(claims, issuer_.audience)) return {{}, "aud: it is for somebody else"};

  const std::int64_t now = clock_.now_ms() / 1000;
  const auto issued = seconds_in(claims, "iat");
  const auto ends = seconds_in(claims, "exp");
  if (!issued || !ends) return {{}, "iat, exp: both are needed, in seconds since 1970"};
  if (*ends - *issued > kJwtSecondsMax) return {{}, "exp: it lasts longer than a day"};
  if (now >= *ends + kJwtLeewaySeconds) return {{}, "exp: it has expired"};
  if (now + kJwtLeewaySeconds < *issued) return {{}, "iat: it was issued in the future"};
  if (claims.contains("nbf")) {
    const auto begins = seconds_in(claims, "nbf");
    if (!begins || now + kJwtLeewaySeconds < *begins) return {{}, "nbf: it is not valid yet"};
  }

  const auto subject = claims.find("sub");
  if (subject == claims.end() || !subject->is_string()) return {{}, "sub: who asks is needed"};
  const auto& name = subject->get_ref<const std::string&>();
  // It stands in the log of accesses as who asked.
  if (name.empty() || name.size() > kJwtSubjectBytesMax ||
      warehouse::holds_personal_number(name, {})) {
    return {{}, "sub: an account of 1 to 200 bytes that holds no personal number"};
  }

  warehouse::Token token;
  token.name = name;
  const auto role = claims.find("kho_role");
  const auto known = role != claims.end() && role->is_string()
                         ? warehouse::value_in(warehouse::kRoleNames, role->get<std::string>())
                         : std::nullopt;
  if (!known) return {{}, "kho_role: intake, officer, admin or auditor is needed"};
  token.role = *known;
  if (const auto agency = claims.find("kho_agency"); agency != claims.end()) {
    if (!agency->is_string() || !warehouse::is_type_code(agency->get<std::string>())) {
      return {{}, "kho_agency: it is no code of an agency"};
    }
    token.agency = agency->get<std::string>();
  }
  if (warehouse::works_for_an_agency(token.role) && token.agency.empty()) {
    return {{}, "kho_agency: the agency whose dossiers it works on is needed"};
  }
  // Not `scope`, in which issuers put names of their own.
  if (const auto scope = claims.find("kho_scope"); scope != claims.end()) {
    if (!scope->is_string()) return {{}, "kho_scope: names of rights with blanks between them"};
    token.scopes = words_of(scope->get_ref<const std::string&>());
    if (token.scopes.empty()) return {{}, "kho_scope: it names no right"};
  }
  token.created_at_ms = *issued * 1000;
  token.expires_at_ms = *ends * 1000;
  return {std::move(token), {}};
}

}  // namespace kho::api

// api/jwt.h - Tokens that somebody else issued: JSON Web Tokens (RFC 7519).
//
// One issuer, whose public keys lie in a file. A token says who asks (`sub`), as what (`kho_role`)
// and for which agency (`kho_agency`); it becomes a warehouse::Token, so that rights are decided
// where they are for the warehouse's own. It cannot be revoked: it has to be short-lived.
// Claims: docs/security.md.
//
// Thread-safe. Errors: SetupError for keys that cannot be used.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "api/jwk_set.h"
#include "api/reloaded.h"
#include "warehouse/environment.h"
#include "warehouse/token.h"

namespace kho::api {

inline constexpr std::int64_t kJwtSecondsMax = 86'400;  // From `iat` to `exp`.
inline constexpr std::int64_t kJwtLeewaySeconds = 60;   // Clocks differ.
inline constexpr std::size_t kJwtSubjectBytesMax = 200;

struct JwtIssuer {
  std::filesystem::path keys;  // JWKS.
  std::string name;            // What `iss` must be.
  std::string audience;        // What `aud` must be, or hold.
};

class Jwt {
 public:
  Jwt(JwtIssuer issuer, const warehouse::Clock& clock);

  // As Tls::reload().
  Reload reload(bool again);
  [[nodiscard]] bool is_stale() const { return keys_.is_stale(); }

  struct Verdict {
    std::optional<warehouse::Token> token;  // Its id is nobody's; its name is the subject.
    std::string_view refusal;               // Why there is none; tells nothing of the token.
  };
  [[nodiscard]] Verdict recognise(std::string_view jwt) const;

 private:
  [[nodiscard]] Verdict judge(const Json& claims) const;

  const JwtIssuer issuer_;
  const warehouse::Clock& clock_;
  Reloaded<JwkSet> keys_;
};

}  // namespace kho::api

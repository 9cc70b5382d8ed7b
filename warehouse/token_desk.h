// warehouse/token_desk.h - Makes, lists, revokes and recognises tokens.
//
// A secret is "kho_" and 32 random bytes in base64url: what it is worth cannot be guessed, so its
// hash needs no salt and no slowness. Thread-safe. Errors: Error kTokenInvalid, kTokenRevoked,
// kNotFound; store::Error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"
#include "warehouse/token.h"

namespace kho::warehouse {

struct TokenOrder {
  std::string name;  // 1..kTokenNameMax characters, no personal number.
  Role role = Role::kIntake;
  std::string agency;                    // Of the catalogue; may be empty for kAdmin and kAuditor.
  std::uint32_t days = kTokenDaysUsual;  // 1..kTokenDaysMax
  std::string by;
  std::vector<std::string> scopes = {};  // As in Token; what they name, the layer above knows.

  static constexpr std::uint32_t kTokenDaysUsual = 365;
};
inline constexpr std::size_t kTokenNameMax = 100;
inline constexpr std::uint32_t kTokenDaysMax = 3 * 366;
inline constexpr std::size_t kScopesMax = 32;
inline constexpr std::size_t kScopeBytesMax = 64;
inline constexpr std::size_t kTokensMax = 10'000;  // In all, revoked and expired ones included.

struct MadeToken {
  Token token;
  std::string secret;  // Shown once.
};

class TokenDesk {
 public:
  TokenDesk(store::Store& store, const Clock& clock, Random& random)
      : store_(store), clock_(clock), random_(random) {}

  MadeToken make(const TokenOrder& order);
  Token revoke(const Uuid& id, const std::string& by);
  [[nodiscard]] std::vector<Token> list() const;  // In the order in which they were made.
  [[nodiscard]] bool has_any() const;             // Also revoked and expired ones.
  // The good token with this secret; nullopt for whatever else it is.
  [[nodiscard]] std::optional<Token> recognise(std::string_view secret) const;

 private:
  store::Store& store_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace kho::warehouse

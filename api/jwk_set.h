// api/jwk_set.h - The public keys of an issuer of tokens (JWK Set, RFC 7517), and what they signed.
//
// Two kinds are used: RSA of 2,048 to 8,192 bits with RS256 (RFC 7518), and Ed25519 with EdDSA (RFC
// 8037). A key has one algorithm, whatever the header of a token says: `none`, HS256 with a public
// key as its secret, and all others are refused. Keys of other kinds are left out.
//
// Immutable. Errors: SetupError for a set that cannot be used.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json.h"

struct evp_pkey_st;

namespace kho::api {

inline constexpr std::size_t kJwksKeysMax = 100;
inline constexpr std::size_t kJwtBytesMax = 8 << 10;

class JwkSet {
 public:
  // Of the text of a JWKS file. Throws where it is none, holds a private or secret key, names two
  // keys alike, or has no key that is used here.
  explicit JwkSet(std::string_view json);

  // A compact JWS (RFC 7515) that one of the keys signed. Its header must name the key (`kid`)
  // where there are several, and may ask for nothing special (`crit`).
  struct Signed {
    Json header;
    std::string payload;
  };
  [[nodiscard]] std::optional<Signed> verified(std::string_view jws) const;

  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Key {
    std::string id;              // Or empty.
    std::string_view algorithm;  // As in a header.
    std::shared_ptr<evp_pkey_st> handle;
  };
  [[nodiscard]] static std::optional<Key> key_from(const Json& jwk);
  [[nodiscard]] const Key* key_for(const Json& header) const;

  std::vector<Key> keys_;
};

}  // namespace kho::api

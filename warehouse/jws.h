// warehouse/jws.h - Signed statements as compact JWS (RFC 7515 with EdDSA of RFC 8037).
//
// The protected header names the algorithm, the key and the type of the statement, and nothing
// else: {"alg":"EdDSA","kid":...,"typ":...}. Immutable functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "warehouse/signing_key.h"

namespace kho::warehouse {

inline constexpr std::size_t kJwsBytesMax = 4 << 20;

// `typ`: what kind of statement this is, e.g. "kho-receipt+json"; letters, digits, - . + and _.
[[nodiscard]] std::string signed_jws(const SigningKey& key, std::string_view payload,
                                     std::string_view typ);

// The payload, where the key that the header names is one of `keys` and has signed; nullopt
// otherwise. Strict: alg must be EdDSA, and a header without kid or with members that are not
// listed above is refused, `crit` included. With `typ`, only statements of that kind.
[[nodiscard]] std::optional<std::string> verified_payload(std::string_view jws,
                                                          std::span<const PublicKey> keys,
                                                          std::string_view typ = {});

}  // namespace kho::warehouse

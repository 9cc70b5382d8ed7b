#include "api/jwk_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "api/reload.h"
#include "warehouse/base64.h"

namespace kho::api {
namespace {

constexpr std::string_view kRs256 = "RS256";
constexpr std::string_view kEdDsa = "EdDSA";
constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192;
constexpr std::size_t kExponentBytesMax = 8;

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
};
template <typename Handle>
using Owned = std::unique_ptr<Handle, Free>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Empty where the member is absent or no text.
std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::shared_ptr<EVP_PKEY> ed25519(const Json& jwk) {
  const auto raw = warehouse::from_base64url(text_in(jwk, "x"));
  if (text_in(jwk, "crv") != "Ed25519" || !raw || raw->size() != 32) return nullptr;
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*raw), raw->size()),
          EVP_PKEY_free};
}

Owned<BIGNUM> number_in(const Json& jwk, const char* name, std::size_t bytes_max) {
  const auto raw = warehouse::from_base64url(text_in(jwk, name));
  if (!raw || raw->empty() || raw->size() > bytes_max) return nullptr;
  return Owned<BIGNUM>(BN_bin2bn(bytes_of(*raw), static_cast<int>(raw->size()), nullptr));
}

std::shared_ptr<EVP_PKEY> rsa(const Json& jwk) {
  const auto n = number_in(jwk, "n", kRsaBitsMax / 8);
  const auto e = number_in(jwk, "e", kExponentBytesMax);
  if (!n || !e || BN_num_bits(n.get()) < kRsaBitsMin || !BN_is_odd(n.get())) return nullptr;
  if (BN_num_bits(e.get()) < 17 || !BN_is_odd(e.get())) return nullptr;  // At least 65537.
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  if (!builder || !context ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return {made, EVP_PKEY_free};
}

bool has_signed(EVP_PKEY* key, std::string_view algorithm, std::string_view signature,
                std::string_view input) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const EVP_MD* digest = algorithm == kRs256 ? EVP_sha256() : nullptr;  // Ed25519 has its own.
  // RSA pads as PKCS #1 v1.5 where nothing else is said, which is what RS256 is.
  const bool good = context &&
                    EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                     bytes_of(input), input.size()) == 1;
  // A wrong signature leaves reasons, which must not be taken for those of this thread's
  // connection.
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace

JwkSet::JwkSet(std::string_view json) {
  const auto set = parse_strictly(json);
  if (!set || !set->is_object() || !set->contains("keys") || !set->at("keys").is_array()) {
    throw SetupError("is no JWK Set: {\"keys\": [...]}");
  }
  if (set->at("keys").size() > kJwksKeysMax) throw SetupError("has more than 100 keys");
  for (const Json& jwk : set->at("keys")) {
    if (!jwk.is_object()) throw SetupError("has a key that is no object");
    // "d" of private keys; "k" of secret ones, with which whoever verifies could also sign.
    if (jwk.contains("d") || jwk.contains("k")) {
      throw SetupError("holds a private or secret key: give public keys only");
    }
    auto key = key_from(jwk);
    if (!key) continue;
    if (std::ranges::find(keys_, key->id, &Key::id) != keys_.end()) {
      throw SetupError("has several keys, and two of them the same kid or none");
    }
    keys_.push_back(*std::move(key));
  }
  if (keys_.empty()) {
    throw SetupError("has no key for signatures: RSA of 2048 to 8192 bits (RS256) or Ed25519");
  }
}

std::optional<JwkSet::Key> JwkSet::key_from(const Json& jwk) {
  Key key;
  key.id = text_in(jwk, "kid");
  const std::string kind = text_in(jwk, "kty");
  if (kind == "OKP") {
    key.algorithm = kEdDsa;
    key.handle = ed25519(jwk);
  } else if (kind == "RSA") {
    key.algorithm = kRs256;
    key.handle = rsa(jwk);
  }
  ERR_clear_error();
  if (!key.handle) return std::nullopt;
  if (jwk.contains("use") && text_in(jwk, "use") != "sig") return std::nullopt;
  if (jwk.contains("alg") && text_in(jwk, "alg") != key.algorithm) return std::nullopt;
  return key;
}

const JwkSet::Key* JwkSet::key_for(const Json& header) const {
  const auto kid = header.find("kid");
  if (kid == header.end()) return keys_.size() == 1 ? &keys_.front() : nullptr;
  if (!kid->is_string()) return nullptr;
  const auto found = std::ranges::find(keys_, kid->get<std::string>(), &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::optional<JwkSet::Signed> JwkSet::verified(std::string_view jws) const {
  if (jws.size() > kJwtBytesMax) return std::nullopt;
  const std::size_t first = jws.find('.');
  const std::size_t second = jws.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header_text = warehouse::from_base64url(jws.substr(0, first));
  auto payload = warehouse::from_base64url(jws.substr(first + 1, second - first - 1));
  const auto signature = warehouse::from_base64url(jws.substr(second + 1));
  if (!header_text || !payload || !signature) return std::nullopt;

  auto header = parse_strictly(*header_text);
  if (!header || !header->is_object() || header->contains("crit")) return std::nullopt;
  const Key* key = key_for(*header);
  if (key == nullptr || text_in(*header, "alg") != key->algorithm) return std::nullopt;
  if (!has_signed(key->handle.get(), key->algorithm, *signature, jws.substr(0, second))) {
    return std::nullopt;
  }
  return Signed{*std::move(header), *std::move(payload)};
}

}  // namespace kho::api

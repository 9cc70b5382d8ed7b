#include "api/jwt.h"

#include <gmock/gmock.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <fstream>

#include "tests/api/fixtures.h"
#include "warehouse/base64.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using warehouse::base64url;

// A key of an issuer: signs tokens, and says its public part as a JWK.
class IssuerKey {
 public:
  static IssuerKey ed25519() { return IssuerKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }
  static IssuerKey rsa(std::size_t bits) {
    return IssuerKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  }

  [[nodiscard]] Json jwk(const std::string& kid) const {
    Json jwk = {{"use", "sig"}};
    if (!kid.empty()) jwk["kid"] = kid;
    if (is_rsa()) {
      jwk.update({{"kty", "RSA"}, {"n", number("n")}, {"e", number("e")}, {"alg", "RS256"}});
    } else {
      std::string raw(32, '\0');
      std::size_t size = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
      jwk.update({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url(raw)}});
    }
    return jwk;
  }
  [[nodiscard]] std::string sign(const Json& header, const std::string& payload) const {
    const std::string input = base64url(header.dump()) + "." + base64url(payload);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, is_rsa() ? EVP_sha256() : nullptr, nullptr, key_.get());
    std::string signature(1024, '\0');
    std::size_t size = signature.size();
    EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                             reinterpret_cast<const unsigned char*>(input.data()), input.size()),
              1);
    EVP_MD_CTX_free(context);
    return input + "." + base64url(signature.substr(0, size));
  }
  [[nodiscard]] std::string alg() const { return is_rsa() ? "RS256" : "EdDSA"; }

 private:
  explicit IssuerKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}
  [[nodiscard]] bool is_rsa() const { return EVP_PKEY_get_id(key_.get()) == EVP_PKEY_RSA; }
  [[nodiscard]] std::string number(const char* name) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string raw(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(raw.data()));
    BN_free(number);
    return base64url(raw);
  }

  std::shared_ptr<EVP_PKEY> key_;
};

std::string set_of(const std::vector<Json>& keys) { return Json{{"keys", keys}}.dump(); }

// Appendices A.2 of RFC 7515 and A.4 of RFC 8037.
constexpr const char* kRfc7515Key =
    R"({"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})";
constexpr const char* kRfc7515Jws =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
    "bS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4"
    "Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xB"
    "ArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1"
    "phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr const char* kRfc8037Key =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
constexpr const char* kRfc8037Jws =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3"
    "AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

TEST(JwkSet, VerifiesTheExamplesOfTheStandards) {
  const auto rsa = JwkSet(kRfc7515Key).verified(kRfc7515Jws);
  ASSERT_TRUE(rsa);
  EXPECT_THAT(rsa->payload, HasSubstr("\"iss\":\"joe\""));
  const auto ed25519 = JwkSet(kRfc8037Key).verified(kRfc8037Jws);
  ASSERT_TRUE(ed25519);
  EXPECT_EQ(ed25519->payload, "Example of Ed25519 signing");
  EXPECT_FALSE(JwkSet(kRfc7515Key).verified(kRfc8037Jws));
  EXPECT_FALSE(JwkSet(kRfc8037Key).verified(kRfc7515Jws));
}

TEST(JwkSet, RefusesEveryOtherText) {
  const JwkSet keys(kRfc8037Key);
  const std::string good = kRfc8037Jws;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(keys.verified(changed)) << i;
    EXPECT_FALSE(keys.verified(good.substr(0, i))) << i;
  }
  EXPECT_FALSE(keys.verified(good + "A"));
  EXPECT_FALSE(keys.verified(good + ".A"));
  EXPECT_FALSE(keys.verified(good + std::string(kJwtBytesMax, 'A')));
}

TEST(JwkSet, AlgorithmIsThatOfTheKey) {
  const IssuerKey rsa = IssuerKey::rsa(2048);
  const IssuerKey ed25519 = IssuerKey::ed25519();
  const JwkSet keys(set_of({rsa.jwk("r"), ed25519.jwk("e")}));
  EXPECT_TRUE(keys.verified(rsa.sign({{"alg", "RS256"}, {"kid", "r"}}, "{}")));
  EXPECT_TRUE(keys.verified(ed25519.sign({{"alg", "EdDSA"}, {"kid", "e"}}, "{}")));
  for (const char* alg :
       {"none", "None", "HS256", "RS384", "PS256", "ES256", "EdDSA", "rs256", ""}) {
    EXPECT_FALSE(keys.verified(rsa.sign({{"alg", alg}, {"kid", "r"}}, "{}"))) << alg;
  }
  EXPECT_FALSE(keys.verified(rsa.sign({{"alg", 7}, {"kid", "r"}}, "{}")));
  EXPECT_FALSE(keys.verified(rsa.sign({{"kid", "r"}}, "{}")));
  // The other's key, nobody's key, no key named where there are two.
  EXPECT_FALSE(keys.verified(ed25519.sign({{"alg", "EdDSA"}, {"kid", "r"}}, "{}")));
  EXPECT_FALSE(keys.verified(rsa.sign({{"alg", "RS256"}, {"kid", "x"}}, "{}")));
  EXPECT_FALSE(keys.verified(rsa.sign({{"alg", "RS256"}}, "{}")));
  EXPECT_FALSE(keys.verified(rsa.sign({{"alg", "RS256"}, {"kid", "r"}, {"crit", {"b64"}}}, "{}")));
  // No signature at all, and one made with the public key as if it were a secret.
  const std::string input = base64url(R"({"alg":"HS256","kid":"r"})") + "." + base64url("{}");
  EXPECT_FALSE(
      keys.verified(base64url(R"({"alg":"none","kid":"r"})") + "." + base64url("{}") + "."));
  const std::string secret = rsa.jwk("r").at("n");
  unsigned char mac[32];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(), mac, &size);
  EXPECT_FALSE(keys.verified(input + "." + base64url({reinterpret_cast<char*>(mac), size})));
}

TEST(JwkSet, KeysThatCannotBeUsedAreLeftOutOrRefused) {
  const IssuerKey good = IssuerKey::ed25519();
  const auto refuses = [](const std::string& text) {
    try {
      const JwkSet keys(text);
      return std::string();
    } catch (const SetupError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_THAT(refuses("[]"), HasSubstr("no JWK Set"));
  EXPECT_THAT(refuses(R"({"keys":[]})"), HasSubstr("no key for signatures"));
  EXPECT_THAT(refuses(set_of({IssuerKey::rsa(1024).jwk("a")})), HasSubstr("2048"));
  const Json secret = {{"kty", "oct"}, {"k", "c2VjcmV0"}};
  EXPECT_THAT(refuses(set_of({secret})), HasSubstr("secret"));
  EXPECT_THAT(refuses(set_of({good.jwk("a"), good.jwk("a")})), HasSubstr("same kid"));
  EXPECT_THAT(refuses(set_of({good.jwk(""), good.jwk("")})), HasSubstr("same kid or none"));
  EXPECT_THAT(refuses(set_of(std::vector<Json>(101, good.jwk("a")))), HasSubstr("100"));
  Json own = good.jwk("a");
  own["d"] = "AAAA";
  EXPECT_THAT(refuses(set_of({own})), HasSubstr("private"));
  // Of other kinds, for other uses: left out (RFC 7517, 5).
  Json encrypts = good.jwk("b");
  encrypts["use"] = "enc";
  Json other = IssuerKey::rsa(2048).jwk("c");
  other["alg"] = "RS512";
  const Json curve = {{"kty", "EC"}, {"crv", "P-256"}, {"x", "AA"}, {"y", "AA"}, {"kid", "d"}};
  EXPECT_EQ(JwkSet(set_of({encrypts, other, curve, good.jwk("a")})).size(), 1U);
}

class JwtTest : public ApiTest {
 protected:
  JwtTest() { write_keys({key_.jwk("k1")}); }

  void write_keys(const std::vector<Json>& keys) { std::ofstream(keys_) << set_of(keys); }
  // Claims that are good but for what `changes` says; null takes one away.
  [[nodiscard]] Json claims(const Json& changes = Json::object()) const {
    const std::int64_t now = clock_.ms / 1000;
    Json all = {{"iss", "https://sso.example"},
                {"aud", "kho"},
                {"sub", "mcdt-sct"},
                {"iat", now},
                {"exp", now + 3600},
                {"kho_role", "intake"},
                {"kho_agency", "H63.12"},
                {"scope", "anything"}};
    all.merge_patch(changes);
    return all;
  }
  [[nodiscard]] std::string token(const Json& changes = Json::object(),
                                  const std::string& typ = "JWT") const {
    return key_.sign({{"alg", "EdDSA"}, {"kid", "k1"}, {"typ", typ}}, claims(changes).dump());
  }
  [[nodiscard]] std::string refusal(const Json& changes) const {
    const Jwt::Verdict verdict = jwt().recognise(token(changes));
    EXPECT_EQ(verdict.token.has_value(), verdict.refusal.empty());
    return std::string(verdict.refusal);
  }
  [[nodiscard]] Jwt jwt() const { return {issuer_, clock_}; }

  const test::ScratchDirectory issuers_;
  const std::filesystem::path keys_ = issuers_ / "jwks.json";
  const JwtIssuer issuer_{keys_, "https://sso.example", "kho"};
  const IssuerKey key_ = IssuerKey::ed25519();
};

TEST_F(JwtTest, ClaimsBecomeAToken) {
  const auto verdict = jwt().recognise(token());
  ASSERT_TRUE(verdict.token) << verdict.refusal;
  EXPECT_EQ(verdict.token->name, "mcdt-sct");
  EXPECT_EQ(verdict.token->role, warehouse::Role::kIntake);
  EXPECT_EQ(verdict.token->agency, "H63.12");
  EXPECT_EQ(refusal({{"aud", {"other", "kho"}}}), "");
  EXPECT_EQ(refusal({{"kho_role", "auditor"}, {"kho_agency", nullptr}}), "");
  EXPECT_TRUE(jwt().recognise(token(Json::object(), "at+JWT")).token);
  EXPECT_TRUE(jwt().recognise(token(Json::object(), "application/at+jwt")).token);
  EXPECT_FALSE(jwt().recognise(token(Json::object(), "kho-receipt+json")).token);
}

TEST_F(JwtTest, ScopesLeaveLessThanTheRole) {
  const auto all = jwt().recognise(token());
  ASSERT_TRUE(all.token);
  EXPECT_TRUE(may(*all.token, Right::kDeposit));
  const auto some = jwt().recognise(token({{"kho_scope", "reuse  read_papers sing"}}));
  ASSERT_TRUE(some.token) << some.refusal;
  EXPECT_TRUE(may(*some.token, Right::kReuse));
  EXPECT_TRUE(may(*some.token, Right::kReadPapers));
  EXPECT_FALSE(may(*some.token, Right::kDeposit));
  const auto none = jwt().recognise(token({{"kho_scope", "administer"}}));
  ASSERT_TRUE(none.token) << none.refusal;
  EXPECT_FALSE(may(*none.token, Right::kAdminister));  // Not of its role.
}

TEST_F(JwtTest, ClaimsThatDoNotFitAreRefusedByName) {
  const std::int64_t now = clock_.ms / 1000;
  for (const auto& [changes, claim] :
       std::vector<std::pair<Json, std::string>>{{{{"iss", "https://other.example"}}, "iss"},
                                                 {{{"iss", nullptr}}, "iss"},
                                                 {{{"aud", "kho2"}}, "aud"},
                                                 {{{"aud", nullptr}}, "aud"},
                                                 {{{"aud", {"a", 7}}}, "aud"},
                                                 {{{"exp", nullptr}}, "iat, exp"},
                                                 {{{"exp", "9999999999"}}, "iat, exp"},
                                                 {{{"exp", 1e300}}, "iat, exp"},
                                                 {{{"iat", -1}}, "iat, exp"},
                                                 {{{"iat", nullptr}}, "iat, exp"},
                                                 {{{"exp", now + 86'401}}, "exp"},
                                                 {{{"iat", now - 3600}, {"exp", now - 60}}, "exp"},
                                                 {{{"iat", now + 61}}, "iat"},
                                                 {{{"nbf", now + 61}}, "nbf"},
                                                 {{{"nbf", "now"}}, "nbf"},
                                                 {{{"sub", nullptr}}, "sub"},
                                                 {{{"sub", ""}}, "sub"},
                                                 {{{"sub", "015085001234"}}, "sub"},
                                                 {{{"sub", std::string(201, 'a')}}, "sub"},
                                                 {{{"kho_role", "king"}}, "kho_role"},
                                                 {{{"kho_role", nullptr}}, "kho_role"},
                                                 {{{"kho_role", {"admin"}}}, "kho_role"},
                                                 {{{"kho_agency", nullptr}}, "kho_agency"},
                                                 {{{"kho_agency", ""}}, "kho_agency"},
                                                 {{{"kho_agency", "h 63"}}, "kho_agency"},
                                                 {{{"kho_agency", 63}}, "kho_agency"},
                                                 {{{"kho_scope", {"reuse"}}}, "kho_scope"},
                                                 {{{"kho_scope", " "}}, "kho_scope"}}) {
    EXPECT_THAT(refusal(changes), testing::StartsWith(claim + ":")) << changes;
  }
  // Within what clocks may differ.
  EXPECT_EQ(refusal({{"iat", now - 3600}, {"exp", now - 59}}), "");
  EXPECT_EQ(refusal({{"iat", now + 60}}), "");
  EXPECT_EQ(refusal({{"nbf", now + 60}}), "");
}

TEST_F(JwtTest, WhatIsNoObjectOrSaysAThingTwiceIsRefused) {
  const Json header = {{"alg", "EdDSA"}, {"kid", "k1"}};
  EXPECT_FALSE(jwt().recognise(key_.sign(header, "7")).token);
  EXPECT_FALSE(jwt().recognise(key_.sign(header, "not JSON")).token);
  std::string twice = claims().dump();
  twice.insert(1, R"("kho_role":"admin",)");
  EXPECT_FALSE(jwt().recognise(key_.sign(header, twice)).token);
  EXPECT_FALSE(jwt().recognise("").token);
  EXPECT_FALSE(jwt().recognise(token({{"scope", std::string(kJwtBytesMax, 'a')}})).token);
}

TEST_F(JwtTest, KeysAreReadAgainAndBrokenOnesLeaveTheOld) {
  Jwt jwt(issuer_, clock_);
  const IssuerKey next = IssuerKey::rsa(2048);
  const std::string of_next = next.sign({{"alg", "RS256"}, {"kid", "k2"}}, claims().dump());
  EXPECT_FALSE(jwt.recognise(of_next).token);
  write_keys({next.jwk("k2")});
  EXPECT_EQ(jwt.reload(false).outcome, Reload::Outcome::kLoaded);
  EXPECT_TRUE(jwt.recognise(of_next).token);
  EXPECT_FALSE(jwt.recognise(token()).token);  // Its key was taken away: so is what it signed.
  std::ofstream(keys_) << "{";
  const Reload failed = jwt.reload(false);
  EXPECT_EQ(failed.outcome, Reload::Outcome::kFailed);
  EXPECT_THAT(failed.text, HasSubstr("jwks.json: is no JWK Set"));
  EXPECT_TRUE(jwt.is_stale());
  EXPECT_TRUE(jwt.recognise(of_next).token);
  EXPECT_THROW((void)Jwt(issuer_, clock_), SetupError);
}

TEST_F(JwtTest, OpensWhatItsRoleOpensBesideTheWarehousesOwnTokens) {
  const Jwt jwt(issuer_, clock_);
  const Api api(*warehouse_, [](const std::string&) {}, {.jwt = &jwt, .token_always = true});
  const auto ask = [&](const std::string& bearer, const std::string& path) {
    Request request;
    request.from = Request::From::kNetwork;
    request.method = "GET";
    request.path = path;
    request.headers = {{"host", "localhost"}};
    if (!bearer.empty()) request.headers["authorization"] = "Bearer " + bearer;
    return api.handle(request);
  };
  EXPECT_EQ(problem(ask("", "/v1/component-types")), "401 token_missing");
  EXPECT_EQ(ask(token(), "/v1/component-types").status, 200);
  EXPECT_EQ(problem(ask(token(), "/v1/admin/tokens")), "403 access_refused");
  EXPECT_EQ(ask(token({{"kho_role", "admin"}}), "/v1/admin/tokens").status, 200);
  const Response refused = ask(token({{"aud", "other"}}), "/v1/component-types");
  EXPECT_EQ(problem(refused), "401 token_refused");
  EXPECT_THAT(refused.body, HasSubstr("aud: it is for somebody else"));
  EXPECT_EQ(problem(ask("kho_x", "/v1/component-types")), "401 token_refused");
  warehouse::TokenOrder order;
  order.name = "x";
  order.role = warehouse::Role::kAdmin;
  order.by = "lan";
  EXPECT_EQ(ask(warehouse_->tokens().make(order).secret, "/v1/admin/tokens").status, 200);
  EXPECT_THAT(api.metrics_text(), HasSubstr("kho_reload_failing{what=\"jwt\"} 0\n"));
}

}  // namespace
}  // namespace kho::api

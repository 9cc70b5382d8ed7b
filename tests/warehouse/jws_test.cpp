#include "warehouse/jws.h"

#include <gtest/gtest.h>

#include "warehouse/base64.h"

namespace kho::warehouse {
namespace {

// RFC 8037, appendix A.
constexpr const char* kInput = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr const char* kSignature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

class JwsTest : public testing::Test {
 protected:
  // A JWS with any header, properly signed.
  std::string with_header(const std::string& header, const std::string& payload = "{}") const {
    const std::string input = base64url(header) + "." + base64url(payload);
    return input + "." + base64url(key_.sign(input));
  }
  std::optional<std::string> verified(const std::string& jws, std::string_view typ = {}) const {
    return verified_payload(jws, keys_, typ);
  }

  const SigningKey key_ =
      SigningKey::from_seed(*from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
  const std::vector<PublicKey> keys_ = {SigningKey::generate().public_key(), key_.public_key()};
  const std::string kid_ = R"("kid":")" + key_.public_key().id() + '"';
};

TEST_F(JwsTest, SignatureIsThatOfRfc8037) {
  EXPECT_EQ(base64url(key_.sign(kInput)), kSignature);
  EXPECT_TRUE(key_.public_key().verify(kInput, *from_base64url(kSignature)));
  // It does not say whose it is.
  EXPECT_EQ(verified(std::string(kInput) + "." + kSignature), std::nullopt);
}

TEST_F(JwsTest, PayloadComesBackAsItWas) {
  for (const std::string& payload :
       {std::string(), std::string("{\"tên\":\"giấy\"}"), std::string(100'000, '\xff')}) {
    const std::string jws = signed_jws(key_, payload, "kho-receipt+json");
    EXPECT_EQ(verified(jws), payload);
    EXPECT_EQ(verified(jws, "kho-receipt+json"), payload);
    EXPECT_EQ(verified(jws, "kho-other+json"), std::nullopt);
  }
  const std::string jws = signed_jws(key_, "x", "t");
  EXPECT_EQ(from_base64url(jws.substr(0, jws.find('.'))),
            R"({"alg":"EdDSA",)" + kid_ + R"(,"typ":"t"})");
}

TEST_F(JwsTest, EveryChangedCharacterIsNoticed) {
  const std::string jws = signed_jws(key_, R"({"n":1})", "t");
  for (std::size_t i = 0; i < jws.size(); ++i) {
    for (const char c : {'A', 'b', '_', '.', ' '}) {
      if (jws[i] == c) continue;
      std::string wrong = jws;
      wrong[i] = c;
      EXPECT_EQ(verified(wrong), std::nullopt) << i << c;
    }
    EXPECT_EQ(verified(jws.substr(0, i)), std::nullopt);
  }
  EXPECT_EQ(verified(jws + "."), std::nullopt);
  EXPECT_EQ(verified(jws + "\n"), std::nullopt);
  EXPECT_EQ(verified_payload(jws, std::span(keys_).first(1)), std::nullopt);
  EXPECT_EQ(verified_payload(jws, {}), std::nullopt);
}

TEST_F(JwsTest, OnlyHeadersThatSayWhatTheyMustAreTaken) {
  EXPECT_EQ(verified(with_header("{\"alg\":\"EdDSA\"," + kid_ + "}")), "{}");
  EXPECT_EQ(verified(with_header("{ \"typ\" : \"t\" ,\n" + kid_ + ",\"alg\":\"EdDSA\" }")), "{}");
  EXPECT_EQ(verified(with_header("{\"alg\":\"EdDSA\"," + kid_ + "}"), "t"), std::nullopt);
  const std::vector<std::string> refused = {
      R"({"alg":"EdDSA"})",
      "{" + kid_ + "}",
      R"({"alg":"none",)" + kid_ + "}",
      R"({"alg":"HS256",)" + kid_ + "}",
      R"({"alg":"eddsa",)" + kid_ + "}",
      R"({"alg":"EdDSA","alg":"EdDSA",)" + kid_ + "}",
      R"({"alg":"EdDSA",)" + kid_ + R"(,"crit":["b64"],"b64":false})",
      R"({"alg":"EdDSA",)" + kid_ + R"(,"jwk":"x"})",
      R"({"alg":"Ed\u0044SA",)" + kid_ + "}",
      R"({"alg":"EdDSA",)" + kid_ + ",}",
      R"({"alg":"EdDSA",)" + kid_ + "}}",
      R"({"alg":"EdDSA","kid":"unknown"})",
      R"(["alg","EdDSA"])",
      "{}",
      "{",
      ""};
  for (const std::string& bad : refused) {
    EXPECT_EQ(verified(with_header(bad)), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace kho::warehouse

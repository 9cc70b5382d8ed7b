#include "warehouse/signing_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/scratch_directory.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/base64.h"
#include "warehouse/key_file.h"

namespace kho::warehouse {
namespace {

// The key of RFC 8032, 7.1, test 1, and of RFC 8037, appendix A.
constexpr const char* kSeed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr const char* kPublic = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

SigningKey known_key() { return SigningKey::from_seed(*from_base64url(kSeed)); }

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(SigningKey, SignsAndVerifiesAsRfc8032Does) {
  const SigningKey key = known_key();
  EXPECT_EQ(base64url(key.public_key().raw()), kPublic);
  const std::string signature = key.sign("");
  EXPECT_EQ(
      base64url(signature),
      "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw");
  EXPECT_TRUE(key.public_key().verify("", signature));
}

TEST(SigningKey, EveryFlippedBitOfASignatureIsNoticed) {
  const SigningKey key = known_key();
  const std::string signature = key.sign("một");
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    std::string wrong = signature;
    wrong[i / 8] = static_cast<char>(wrong[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(key.public_key().verify("một", wrong)) << i;
  }
  EXPECT_FALSE(key.public_key().verify("hai", signature));
  EXPECT_FALSE(key.public_key().verify("một", signature.substr(1)));
  EXPECT_FALSE(key.public_key().verify("một", ""));
  EXPECT_FALSE(SigningKey::generate().public_key().verify("một", signature));
}

TEST(SigningKey, IdIsTheThumbprintOfRfc8037) {
  EXPECT_EQ(known_key().public_key().id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(known_key().public_key().jwk(),
            R"({"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
            R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","alg":"EdDSA","use":"sig"})");
}

TEST(SigningKey, TwoMadeKeysDiffer) {
  EXPECT_NE(SigningKey::generate().public_key(), SigningKey::generate().public_key());
}

TEST(PublicKey, IsReadBackFromItsPem) {
  const PublicKey one = known_key().public_key();
  const PublicKey two = SigningKey::generate().public_key();
  EXPECT_TRUE(one.pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_EQ(PublicKey::all_from_pem(one.pem()), std::vector{one});
  EXPECT_EQ(PublicKey::all_from_pem("two keys:\n" + one.pem() + "and\n" + two.pem()),
            (std::vector{one, two}));
}

TEST(PublicKey, WhatIsNoEd25519KeyIsRefused) {
  EXPECT_EQ(PublicKey::all_from_pem(""), std::nullopt);
  EXPECT_EQ(PublicKey::all_from_pem("-----BEGIN PUBLIC KEY-----\n"), std::nullopt);
  // Of NIST P-256.
  EXPECT_EQ(
      PublicKey::all_from_pem("-----BEGIN PUBLIC KEY-----\n"
                              "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
                              "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
                              "-----END PUBLIC KEY-----\n"),
      std::nullopt);
  EXPECT_EQ(PublicKey::from_raw(std::string(31, 'x')), std::nullopt);
}

TEST(SigningKeyFile, IsForItsOwnerAloneAndReadBack) {
  const test::ScratchDirectory scratch;
  const auto path = scratch / "key.pem";
  EXPECT_FALSE(SigningKey::load(path));
  known_key().save(path);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_TRUE(content_of(path).starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_EQ(SigningKey::load(path)->public_key(), known_key().public_key());
  // Replaced whole, and nothing is left beside it.
  const SigningKey other = SigningKey::generate();
  std::ofstream(path.string() + ".new") << "what a crash left";
  other.save(path);
  EXPECT_EQ(SigningKey::load(path)->public_key(), other.public_key());
  EXPECT_FALSE(std::filesystem::exists(path.string() + ".new"));
}

TEST(SigningKeyFile, ThatOthersMayReadIsRefused) {
  const test::ScratchDirectory scratch;
  const auto path = scratch / "key.pem";
  known_key().save(path);
  for (const mode_t mode : {0640, 0604, 0660, 0610, 0644}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ(refusal([&] { (void)SigningKey::load(path); }), "signing_key_unusable") << mode;
  }
  ASSERT_EQ(::chmod(path.c_str(), 0400), 0);
  EXPECT_TRUE(SigningKey::load(path));
}

TEST(SigningKeyFile, ThatHoldsNoKeyIsRefused) {
  const test::ScratchDirectory scratch;
  const auto path = scratch / "key.pem";
  for (const std::string& content :
       {std::string(), std::string("nonsense"), known_key().public_key().pem(),
        std::string(kKeyFileBytesMax + 1, 'x')}) {
    write_key_file(path, KeyFile::kSecret, content);
    EXPECT_EQ(refusal([&] { (void)SigningKey::load(path); }), "signing_key_unusable");
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  EXPECT_EQ(refusal([&] { (void)SigningKey::load(path); }), "signing_key_unusable");
}

}  // namespace
}  // namespace kho::warehouse

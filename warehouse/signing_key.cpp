#include "warehouse/signing_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <stdexcept>

#include "store/sha256.h"
#include "warehouse/base64.h"
#include "warehouse/error.h"
#include "warehouse/key_file.h"

namespace kho::warehouse {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Bio = std::unique_ptr<BIO, Free>;

// OpenSSL fails in these calls only when it has no memory, or Ed25519 is disabled on the machine.
void require(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL cannot use an Ed25519 key");
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio reading(std::string_view text) {
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  require(bio != nullptr);
  return bio;
}

Bio writing() {
  Bio bio(BIO_new(BIO_s_mem()));
  require(bio != nullptr);
  return bio;
}

std::string written(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

// So that OpenSSL never asks a terminal.
int no_password(char*, int, int, void*) { return -1; }

PublicKey public_part(const Key& key) {
  std::array<unsigned char, PublicKey::kSize> raw{};
  std::size_t size = raw.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size) == 1);
  return PublicKey::from_raw({reinterpret_cast<const char*>(raw.data()), size}).value();
}

Key public_handle(const PublicKey& key) {
  Key handle(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key.raw()), PublicKey::kSize));
  require(handle != nullptr);
  return handle;
}

// The members that name the key, in the order of RFC 7638.
std::string required_members(const PublicKey& key) {
  return R"("crv":"Ed25519","kty":"OKP","x":")" + base64url(key.raw()) + '"';
}

// Wipes a secret when it is no longer needed.
struct Wiped {
  std::string text;
  ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

}  // namespace

std::optional<PublicKey> PublicKey::from_raw(std::string_view raw) {
  if (raw.size() != kSize) return std::nullopt;
  PublicKey key;
  std::ranges::copy(raw, key.raw_.begin());
  return key;
}

std::optional<std::vector<PublicKey>> PublicKey::all_from_pem(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
  std::vector<PublicKey> keys;
  for (std::size_t at = pem.find(kBegin); at != std::string_view::npos;
       at = pem.find(kBegin, at + 1)) {
    const Bio bio = reading(pem.substr(at));
    const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr));
    if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
    keys.push_back(public_part(key));
  }
  if (keys.empty()) return std::nullopt;
  return keys;
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  const Key key = public_handle(*this);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  require(context != nullptr);
  require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return signature.size() == kSignatureBytes &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message),
                          message.size()) == 1;
}

std::string PublicKey::pem() const {
  const Key key = public_handle(*this);
  const Bio bio = writing();
  require(PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1);
  return written(bio);
}

std::string PublicKey::jwk() const {
  return "{" + required_members(*this) + R"(,"kid":")" + id() + R"(","alg":"EdDSA","use":"sig"})";
}

std::string PublicKey::id() const {
  const std::string members = "{" + required_members(*this) + "}";
  return base64url(store::Sha256::of(store::as_bytes(members)).raw());
}

struct SigningKey::Handle {
  Key key;
};

SigningKey::SigningKey(std::unique_ptr<Handle> handle)
    : handle_(std::move(handle)), public_key_(public_part(handle_->key)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::generate() {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
  require(context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1);
  EVP_PKEY* made = nullptr;
  require(EVP_PKEY_keygen(context.get(), &made) == 1);
  return SigningKey(std::make_unique<Handle>(Handle{Key(made)}));
}

SigningKey SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != 32) throw std::invalid_argument("an Ed25519 seed has 32 bytes");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(seed), seed.size()));
  require(key != nullptr);
  return SigningKey(std::make_unique<Handle>(Handle{std::move(key)}));
}

std::optional<SigningKey> SigningKey::load(const std::filesystem::path& path) {
  auto content = read_key_file(path, KeyFile::kSecret);
  if (!content) return std::nullopt;
  const Wiped pem{std::move(*content)};
  const Bio bio = reading(pem.text);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    throw Error(Errc::kSigningKeyUnusable, path.string() + " holds no Ed25519 key in PKCS#8 PEM");
  }
  return SigningKey(std::make_unique<Handle>(Handle{std::move(key)}));
}

void SigningKey::save(const std::filesystem::path& path) const {
  const Bio bio = writing();
  require(PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_->key.get(), nullptr, nullptr, 0,
                                        no_password, nullptr) == 1);
  const Wiped pem{written(bio)};
  write_key_file(path, KeyFile::kSecret, pem.text);
}

std::string SigningKey::sign(std::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  require(context != nullptr);
  require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_->key.get()) == 1);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         bytes(message), message.size()) == 1 &&
          size == kSignatureBytes);
  return signature;
}

}  // namespace kho::warehouse

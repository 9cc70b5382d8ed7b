// warehouse/signing_key.h - Ed25519 keys (RFC 8032): what a warehouse signs with, and how others
// know it.
//
// A key is named by its JWK thumbprint (RFC 7638, RFC 8037 appendix A.3). Ed25519 is deterministic:
// the same key signs the same bytes with the same 64 bytes.
//
// Thread safety: immutable values. Errors: Error kSigningKeyUnusable for a key file that cannot be
// used; std::runtime_error where OpenSSL fails.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kho::warehouse {

inline constexpr std::size_t kSignatureBytes = 64;

class PublicKey {
 public:
  static constexpr std::size_t kSize = 32;

  // nullopt unless it has 32 bytes.
  static std::optional<PublicKey> from_raw(std::string_view raw);
  // All SubjectPublicKeyInfo blocks ("BEGIN PUBLIC KEY") of a text; nullopt where there is none, or
  // one that is no Ed25519 key.
  static std::optional<std::vector<PublicKey>> all_from_pem(std::string_view pem);

  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

  [[nodiscard]] std::string_view raw() const { return {raw_.data(), raw_.size()}; }
  [[nodiscard]] std::string pem() const;  // SubjectPublicKeyInfo.
  [[nodiscard]] std::string jwk() const;  // JSON with kty, crv, x, kid, alg and use.
  [[nodiscard]] std::string id() const;   // 43 characters of base64url.

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  std::array<char, kSize> raw_{};
};

class SigningKey {
 public:
  static SigningKey generate();
  // From the 32 secret bytes of RFC 8032. Throws std::invalid_argument for another length.
  static SigningKey from_seed(std::string_view seed);
  // nullopt if there is no such file. Refuses one that others than its owner may read.
  static std::optional<SigningKey> load(const std::filesystem::path& path);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  // As PKCS#8 PEM, readable by its owner alone; whole or not at all, and durable on return.
  // Replaces the file. Throws std::system_error.
  void save(const std::filesystem::path& path) const;

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] std::string sign(std::string_view message) const;  // 64 bytes.

 private:
  struct Handle;
  explicit SigningKey(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
  PublicKey public_key_;
};

}  // namespace kho::warehouse

#include "store/sha256.h"

#include <openssl/evp.h>

#include <new>
#include <stdexcept>

namespace kho::store {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// OpenSSL fails here only when it cannot allocate or SHA-256 is disabled on the machine.
void require(int ok) {
  if (ok != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}  // namespace

struct Sha256Hasher::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() {
    if (evp == nullptr) throw std::bad_alloc();
  }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256Hasher::Sha256Hasher() : context_(std::make_unique<Context>()) {
  require(EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr));
}

Sha256Hasher::~Sha256Hasher() = default;

void Sha256Hasher::update(ByteView bytes) {
  require(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()));
}

Sha256 Sha256Hasher::so_far() const {
  Sha256Hasher copy;
  require(EVP_MD_CTX_copy_ex(copy.context_->evp, context_->evp));
  return copy.finish();
}

Sha256 Sha256Hasher::finish() {
  Sha256 hash;
  require(EVP_DigestFinal_ex(context_->evp, reinterpret_cast<unsigned char*>(hash.bytes_.data()),
                             nullptr));
  return hash;
}

Sha256 Sha256::of(ByteView bytes) {
  Sha256Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

std::string Sha256::raw_of(std::string_view text) { return std::string(of(as_bytes(text)).raw()); }

std::optional<Sha256> Sha256::from_raw(std::string_view raw) {
  if (raw.size() != kSize) return std::nullopt;
  Sha256 hash;
  std::memcpy(hash.bytes_.data(), raw.data(), kSize);
  return hash;
}

std::optional<Sha256> Sha256::from_hex(std::string_view hex) {
  if (hex.size() != 2 * kSize) return std::nullopt;
  Sha256 hash;
  for (std::size_t i = 0; i < kSize; ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash.bytes_[i] = static_cast<std::byte>(high << 4 | low);
  }
  return hash;
}

std::string Sha256::hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * kSize);
  for (const std::byte b : bytes_) {
    out.push_back(kDigits[std::to_integer<unsigned>(b) >> 4]);
    out.push_back(kDigits[std::to_integer<unsigned>(b) & 15]);
  }
  return out;
}

}  // namespace kho::store

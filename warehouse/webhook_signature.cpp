#include "warehouse/webhook_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "warehouse/base64.h"

namespace kho::warehouse {
namespace {

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(),
           &size) == nullptr) {
    throw std::runtime_error("OpenSSL cannot make an HMAC");
  }
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

std::string webhook_secret_text(std::string_view secret) { return "whsec_" + base64(secret); }

std::string webhook_timestamp(std::int64_t now_ms) { return std::to_string(now_ms / 1000); }

std::string webhook_message_id(const Uuid& webhook, store::Position position) {
  return webhook.text() + "-" + std::to_string(position);
}

std::string webhook_signature(const Webhook& webhook, const std::string& message_id,
                              std::string_view body, std::int64_t now_ms) {
  const std::string text = message_id + "." + webhook_timestamp(now_ms) + "." + std::string(body);
  std::string signature = "v1," + base64(hmac_sha256(webhook.secret, text));
  if (!webhook.previous_secret.empty() && now_ms < webhook.previous_until_ms) {
    signature += " v1," + base64(hmac_sha256(webhook.previous_secret, text));
  }
  return signature;
}

}  // namespace kho::warehouse

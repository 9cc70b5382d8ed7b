// warehouse/hmac.h - HMAC-SHA-256 (RFC 2104): that a text comes from whoever has the key.
#pragma once

#include <string>
#include <string_view>

namespace kho::warehouse {

// 32 raw bytes. Throws std::runtime_error where OpenSSL fails.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace kho::warehouse

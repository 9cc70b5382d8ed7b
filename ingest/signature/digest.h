// ingest/signature/digest.h - The digest of bytes that lie in several pieces.
//
// Thread-safe.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace kho::ingest {

using Pieces = std::initializer_list<std::span<const std::byte>>;

// Empty where OpenSSL cannot compute it, for instance because it is switched off.
[[nodiscard]] std::string digest_of(const EVP_MD* algorithm, Pieces content);

}  // namespace kho::ingest

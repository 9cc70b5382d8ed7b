#include "ingest/signature/digest.h"

#include <memory>

#include "ingest/signature/openssl_types.h"

namespace kho::ingest {

std::string digest_of(const EVP_MD* algorithm, Pieces content) {
  const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1) return {};
  for (const std::span<const std::byte> piece : content) {
    if (EVP_DigestUpdate(context.get(), piece.data(), piece.size()) != 1) return {};
  }
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  auto* const bytes = reinterpret_cast<unsigned char*>(digest.data());
  if (EVP_DigestFinal_ex(context.get(), bytes, &size) != 1) return {};
  digest.resize(size);
  return digest;
}

}  // namespace kho::ingest

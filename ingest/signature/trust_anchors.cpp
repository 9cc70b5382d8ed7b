#include "ingest/signature/trust_anchors.h"

#include <openssl/pem.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

#include "ingest/signature/openssl_types.h"

namespace kho::ingest {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = 64ULL << 20;  // Revocation lists can be long.
static_assert(kFileBytesMax <= std::numeric_limits<int>::max());

bool is_trust_file(const fs::path& path) {
  constexpr std::string_view kExtensions[] = {".crt", ".cer", ".pem", ".crl"};
  std::string extension = path.extension();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return std::ranges::find(kExtensions, extension) != std::end(kExtensions);
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);  // Also an error for what is no file.
  if (error || size > kFileBytesMax) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string bytes(size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return bytes;
}

// Adds `der` where it belongs. False if it is neither a certificate nor a revocation list.
bool add_der(std::string_view der, TrustAnchors& anchors) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(der.data());
  const auto size = static_cast<long>(der.size());
  const unsigned char* at = begin;
  if (CertificatePointer(d2i_X509(nullptr, &at, size)) != nullptr) {
    anchors.certificates.emplace_back(der);
    return true;
  }
  at = begin;
  if (RevocationListPointer(d2i_X509_CRL(nullptr, &at, size)) != nullptr) {
    anchors.revocation_lists.emplace_back(der);
    return true;
  }
  return false;
}

// False where the file has no block that is a certificate or a revocation list.
bool add_pem(const std::string& text, TrustAnchors& anchors) {
  const BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  bool any = false;
  while (true) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &data, &size) != 1) return any;
    const BytesPointer<char> own_name(name);
    const BytesPointer<char> own_header(header);
    const BytesPointer<unsigned char> own_data(data);
    const std::string_view der(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    any = add_der(der, anchors) || any;
  }
}

bool add_file(const std::string& bytes, TrustAnchors& anchors) {
  const bool is_pem = bytes.find("-----BEGIN ") != std::string::npos;
  return is_pem ? add_pem(bytes, anchors) : add_der(bytes, anchors);
}

}  // namespace

TrustAnchors load_trust_folder(const std::filesystem::path& folder) {
  const ErrorsCleared errors;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (is_trust_file(entry.path())) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  TrustAnchors anchors;
  for (const fs::path& path : paths) {
    const auto bytes = read_file(path);
    if (!bytes || !add_file(*bytes, anchors)) anchors.bad_files.push_back(path.filename());
  }
  return anchors;
}

}  // namespace kho::ingest

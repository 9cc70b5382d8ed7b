// tests/ingest/signature/authority.h - Keys, certificates and revocation lists made by the test.
//
// Whatever OpenSSL refuses to make ends the test program. Times are seconds since 1970-01-01 UTC.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ingest/signature/openssl_types.h"
#include "ingest/signature/trust_anchors.h"

namespace kho::ingest {

using KeyPointer = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

inline constexpr std::int64_t kDaySeconds = 86400;
inline constexpr std::int64_t kNow = 1'780'272'000;  // 2026-06-01.
inline constexpr std::int64_t kYear = 365 * kDaySeconds;

// A certificate and its key.
struct Holder {
  KeyPointer key;
  CertificatePointer certificate;
};

struct CertificateRequest {
  std::vector<std::pair<std::string, std::string>> subject = {{"CN", "Nguyễn Văn An"}};
  std::int64_t not_before_s = kNow - 2 * kYear;
  std::int64_t not_after_s = kNow + 2 * kYear;
  // Extensions in OpenSSL's configuration language.
  std::vector<std::pair<int, std::string>> extensions = {
      {NID_basic_constraints, "CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature,nonRepudiation"}};
  const EVP_MD* digest = EVP_sha256();  // Of the issuer's signature.
  unsigned rsa_bits = 0;                // 0: a P-256 key.
};

CertificateRequest authority_request(const std::string& common_name);
CertificateRequest timestamper_request();

// Makes a key and a certificate for it, issued by `issuer`, or by itself where that is nullptr.
Holder issue(const CertificateRequest& request, const Holder* issuer);
Holder issue_with_key(const CertificateRequest& request, const Holder* issuer, KeyPointer key);

// A list of `issuer`'s with the serial numbers of these certificates and when each was revoked.
std::string revocation_list(const Holder& issuer,
                            const std::vector<std::pair<X509*, std::int64_t>>& revoked,
                            std::int64_t this_update_s, std::int64_t next_update_s);

std::string der_of(const X509* certificate);
std::string pem_of(const X509* certificate);

// Trusts these alone.
TrustAnchors trusting(const std::vector<const Holder*>& holders);

}  // namespace kho::ingest

// ingest/signature/certificate_chain.h - Does a certificate lead to one that we trust, and is it
// revoked?
//
// RFC 5280 by OpenSSL, at the time of signing (the shell model's simplest reading: all of the chain
// valid at that time). Weak keys, uses and revocation are judged here. Nothing is fetched.
// For the extraction child only. Thread-confined.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ingest/signature/openssl_types.h"
#include "ingest/signature/pdf_signature.h"
#include "ingest/signature/trust_anchors.h"

namespace kho::ingest {

enum class CertificateUse { kSigning, kTimestamping };

struct ChainVerdict {
  Trust trust = Trust::kUntrusted;
  std::optional<SignatureReason> fault;  // Where it is not trusted.
  bool is_weak = false;                  // kCertificateWeak, while still trusted.
  Revocation revocation = Revocation::kUnknown;
  std::optional<std::int64_t> revocation_as_of_s;
};

// What came along with a signature, and when it was made.
struct ChainEvidence {
  STACK_OF(X509) * certificates = nullptr;          // Untrusted; may be nullptr.
  STACK_OF(X509_CRL) * revocation_lists = nullptr;  // Checked like any; may be nullptr.
  std::int64_t at_s = 0;
  bool is_time_proven = false;  // By a timestamp. Else a revoked signer could set back the clock.
};

class TrustStore {
 public:
  explicit TrustStore(const TrustAnchors& anchors);

  [[nodiscard]] ChainVerdict judge(X509* certificate, CertificateUse use,
                                   const ChainEvidence& evidence) const;

 private:
  StorePointer store_;
  std::vector<RevocationListPointer> revocation_lists_;
};

}  // namespace kho::ingest

// ingest/signature/signed_data.h - A CMS SignedData of one signer (RFC 5652), by OpenSSL.
//
// Both signatures and timestamp tokens are this. Here only: is the structure sound, and does its
// signature hold over given bytes; whose certificate it is, certificate_chain.h judges.
// For the extraction child only. Thread-confined. Never throws for what is in the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "ingest/signature/digest.h"
#include "ingest/signature/limits.h"
#include "ingest/signature/openssl_types.h"
#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

struct SignatureCheck {
  Integrity integrity = Integrity::kUnreadable;
  std::optional<SignatureReason> fault;  // Where it is not intact.
  bool has_weak_digest = false;
  bool has_signed_attributes = false;
};

class SignedData {
 public:
  // The SignedData at the front of `der`; what follows, such as the zeros with which PDF fills up,
  // is not looked at.
  static std::variant<SignedData, SignatureReason> read(std::span<const std::byte> der,
                                                        const SignatureLimits& limits);

  // Whether the signature holds over `content`. Call once.
  [[nodiscard]] SignatureCheck check(Pieces content) const;

  [[nodiscard]] X509* signer() const { return signer_; }
  // All certificates that came along, the signer's too.
  [[nodiscard]] STACK_OF(X509) * certificates() const { return certificates_.get(); }
  // nullptr where none came along.
  [[nodiscard]] STACK_OF(X509_CRL) * revocation_lists() const { return revocation_lists_.get(); }

  // The bytes inside, if they are of this type; nullopt for another type, or none.
  [[nodiscard]] std::optional<std::string_view> content(int type_nid) const;
  [[nodiscard]] std::string_view signature_value() const;
  // The signing-time attribute.
  [[nodiscard]] std::optional<std::int64_t> claimed_at_s() const;
  // The signature-time-stamp attribute (RFC 3161, appendix A).
  [[nodiscard]] std::optional<std::string_view> timestamp_token() const;

 private:
  CmsPointer cms_;
  CertificatesPointer certificates_;
  RevocationListsPointer revocation_lists_;
  CMS_SignerInfo* signer_info_ = nullptr;  // In cms_.
  X509* signer_ = nullptr;                 // In cms_.
};

// Seconds since 1970-01-01 UTC; nullopt where it is not a time.
[[nodiscard]] std::optional<std::int64_t> seconds_of(const ASN1_TIME* time);

}  // namespace kho::ingest

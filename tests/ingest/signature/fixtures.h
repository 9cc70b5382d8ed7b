// tests/ingest/signature/fixtures.h - A chain of authorities, a signer, and how tests verify.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ingest/signature/verify.h"
#include "tests/ingest/made_pdf.h"
#include "tests/ingest/signature/authority.h"
#include "tests/ingest/signature/signed_pdf.h"
#include "tests/ingest/signature/signing.h"

namespace kho::ingest {

// Made once a test program: keys take time.
struct Pki {
  Holder root = issue(authority_request("CA gốc thử nghiệm"), nullptr);
  Holder intermediate = issue(authority_request("CA phục vụ thử nghiệm"), &root);
  Holder signer = issue({}, &intermediate);
  Holder other = issue({}, &intermediate);
  Holder stranger = issue({}, nullptr);  // Self-signed.
  // With RSA keys, as most are.
  Holder rsa_authority = issue(rsa(authority_request("CA RSA thử nghiệm")), &root);
  Holder rsa_signer = issue(rsa({}), &rsa_authority);
  Holder timestamper = issue(timestamper_request(), &root);
  TrustAnchors trust = trusting({&root});

  static CertificateRequest rsa(CertificateRequest request) {
    request.rsa_bits = 2048;
    return request;
  }

  // The signer's certificate with that of its issuer, as PAdES wants it.
  SigningOptions options() const {
    SigningOptions options;
    options.further_certificates = {&intermediate};
    return options;
  }
};

inline const Pki& pki() {
  static const Pki pki;
  return pki;
}

inline PdfSignatures verify(const std::string& file, const TrustAnchors& trust = pki().trust,
                            const SignatureLimits& limits = {}) {
  return verify_pdf_signatures(bytes_of(file), trust, kNow, limits);
}

// The only signature of `file`.
inline PdfSignature verify_one(const std::string& file, const TrustAnchors& trust = pki().trust,
                               const SignatureLimits& limits = {}) {
  const PdfSignatures found = verify(file, trust, limits);
  EXPECT_EQ(found.search, SignatureSearch::kComplete);
  EXPECT_EQ(found.signatures.size(), 1U);
  return found.signatures.empty() ? PdfSignature() : found.signatures.front();
}

inline std::string signed_once(const SigningOptions& options = pki().options(),
                               const FieldOptions& field = {}) {
  SignedPdf pdf;
  pdf.sign(field, pki().signer, options);
  return pdf.bytes();
}

// In words, so that a failed test tells what it found.
inline std::string verdict(const PdfSignature& signature) {
  std::string words = std::string(name_of(signature.integrity)) + " " + name_of(signature.trust) +
                      " " + name_of(signature.coverage);
  for (const SignatureReason reason : signature.reasons) {
    words += std::string(" ") + name_of(reason);
  }
  return words;
}

}  // namespace kho::ingest

// ingest/signature/signing_certificate.h - The certificate that a signer says to have signed with.
//
// Source: RFC 5035 (signing-certificate-v2), RFC 2634 (signing-certificate, SHA-1). PAdES demands
// one of them: else a certificate could be exchanged for another one of the same key.
#pragma once

#include "ingest/signature/openssl_types.h"

namespace kho::ingest {

// Whether each of these two attributes that `signer_info` has names `signer` first. True where it
// has none.
[[nodiscard]] bool names_signing_certificate(const CMS_SignerInfo* signer_info, const X509* signer);

}  // namespace kho::ingest

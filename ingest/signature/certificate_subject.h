// ingest/signature/certificate_subject.h - Whose certificate it is, as it may be shown.
//
// For the extraction child only. Thread-confined.
#pragma once

#include "ingest/signature/openssl_types.h"
#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

// At most 8 identifications. What the certificate lacks, or has in no readable form, is empty or 0.
[[nodiscard]] SignerCertificate describe(const X509* certificate);

}  // namespace kho::ingest

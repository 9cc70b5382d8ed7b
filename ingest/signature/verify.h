// ingest/signature/verify.h - Every signature of a PDF, verified.
//
// Takes PAdES and what came before it: ETSI.CAdES.detached, adbe.pkcs7.detached, adbe.pkcs7.sha1
// and the document timestamps ETSI.RFC3161 (ISO 32000-2, 12.8; ETSI EN 319 142-1). Nothing is
// fetched from any network. What is checked and what is not: docs/signatures.md.
//
// For the extraction child only: two parsers meet a file from outside here. Thread-confined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ingest/signature/limits.h"
#include "ingest/signature/pdf_signature.h"
#include "ingest/signature/trust_anchors.h"

namespace kho::ingest {

// Loads what OpenSSL and libqpdf look up on first use. Call once before close_sandbox().
void prepare_signature_verification();

// The signatures of `file`, a PDF. `now_s` (seconds since 1970-01-01 UTC) takes the place of a
// signing time where there is none that can be believed. Time and memory grow with the file and the
// limits only. Never throws for what is in `file`; std::bad_alloc aside.
[[nodiscard]] PdfSignatures verify_pdf_signatures(std::span<const std::byte> file,
                                                  const TrustAnchors& anchors, std::int64_t now_s,
                                                  const SignatureLimits& limits);

}  // namespace kho::ingest

// ingest/signature/coverage.h - For how much of the file its signatures speak together.
//
// Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

// Sets the coverage of each intact signature, and kChangedAfterSigning, from its bytes_after and
// what all of them are otherwise judged to be.
//
// What was appended after a signature is excused by a later one only if that is itself intact,
// trusted and not revoked, and reaches the end: else anybody could append something and sign that
// with a certificate of his own. A document timestamp excuses nothing: an authority stamps whatever
// it is sent.
void judge_coverage(std::span<const std::byte> file, std::vector<PdfSignature>& signatures);

}  // namespace kho::ingest

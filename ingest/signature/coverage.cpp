#include "ingest/signature/coverage.h"

#include <algorithm>

#include "ingest/signature/byte_range.h"

namespace kho::ingest {
namespace {

bool excuses_earlier(const PdfSignature& signature) {
  return signature.integrity == Integrity::kIntact && signature.trust == Trust::kTrusted &&
         signature.revocation != Revocation::kRevoked && !signature.is_document_timestamp;
}

}  // namespace

void judge_coverage(std::span<const std::byte> file, std::vector<PdfSignature>& signatures) {
  const std::uint64_t blanks = blank_bytes_at_end(file);
  const bool is_end_signed = std::ranges::any_of(signatures, [&](const PdfSignature& signature) {
    return excuses_earlier(signature) && signature.bytes_after <= blanks;
  });
  for (PdfSignature& signature : signatures) {
    if (signature.integrity != Integrity::kIntact) continue;
    if (signature.bytes_after <= blanks) {
      signature.coverage = Coverage::kWholeFile;
    } else if (is_end_signed) {
      signature.coverage = Coverage::kOwnRevision;
    } else {
      signature.coverage = Coverage::kChangedAfter;
      signature.reasons.push_back(SignatureReason::kChangedAfterSigning);
    }
  }
}

}  // namespace kho::ingest

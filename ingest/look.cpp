#include "ingest/look.h"

namespace kho::ingest {

void look_at(const PageImage& page, PageFindings& findings) {
  findings.facts = page_facts(page);
  if (findings.facts->is_blank) return;
  findings.hash = page_hash(page);
  findings.qr_codes = find_qr_codes(page, kPageQrCodesMax);
}

Failure failure_of(ImageFailure failure) {
  switch (failure) {
    case ImageFailure::kNone:
      return Failure::kNone;
    case ImageFailure::kEncrypted:
      return Failure::kEncrypted;
    case ImageFailure::kTooManyPixels:
      return Failure::kTooManyPixels;
    case ImageFailure::kTooManyPages:
      return Failure::kTooManyPages;
    case ImageFailure::kUnsupported:
    case ImageFailure::kBroken:
    case ImageFailure::kTruncated:
      break;
  }
  return Failure::kBroken;
}

}  // namespace kho::ingest

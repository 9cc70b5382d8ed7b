#include "ingest/signature/pdf_signature.h"

#include <cassert>

namespace kho::ingest {

const char* name_of(Integrity integrity) {
  switch (integrity) {
    case Integrity::kIntact:
      return "intact";
    case Integrity::kAltered:
      return "altered";
    case Integrity::kUnreadable:
      return "unreadable";
  }
  assert(false);
  return "unknown";
}

const char* name_of(Trust trust) {
  switch (trust) {
    case Trust::kUnknown:
      return "unknown";
    case Trust::kTrusted:
      return "trusted";
    case Trust::kUntrusted:
      return "untrusted";
    case Trust::kExpired:
      return "expired";
    case Trust::kUnusable:
      return "unusable";
  }
  assert(false);
  return "unknown";
}

const char* name_of(Revocation revocation) {
  switch (revocation) {
    case Revocation::kUnknown:
      return "unknown";
    case Revocation::kNotRevoked:
      return "not_revoked";
    case Revocation::kRevoked:
      return "revoked";
  }
  assert(false);
  return "unknown";
}

const char* name_of(TimeSource source) {
  switch (source) {
    case TimeSource::kNone:
      return "none";
    case TimeSource::kClaimed:
      return "claimed";
    case TimeSource::kTimestamp:
      return "timestamp";
  }
  assert(false);
  return "unknown";
}

const char* name_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::kUnknown:
      return "unknown";
    case Coverage::kWholeFile:
      return "whole_file";
    case Coverage::kOwnRevision:
      return "own_revision";
    case Coverage::kChangedAfter:
      return "changed_after";
  }
  assert(false);
  return "unknown";
}

const char* name_of(SignatureReason reason) {
  switch (reason) {
    case SignatureReason::kByteRange:
      return "byte_range";
    case SignatureReason::kByteRangeBeyondFile:
      return "byte_range_beyond_file";
    case SignatureReason::kByteRangeGap:
      return "byte_range_gap";
    case SignatureReason::kContentsMissing:
      return "contents_missing";
    case SignatureReason::kOverLimits:
      return "over_limits";
    case SignatureReason::kUnsupportedFormat:
      return "unsupported_format";
    case SignatureReason::kCmsMalformed:
      return "cms_malformed";
    case SignatureReason::kSeveralSigners:
      return "several_signers";
    case SignatureReason::kSignerCertificateMissing:
      return "signer_certificate_missing";
    case SignatureReason::kUnsupportedAlgorithm:
      return "unsupported_algorithm";
    case SignatureReason::kSignatureWrong:
      return "signature_wrong";
    case SignatureReason::kDigestDiffers:
      return "digest_differs";
    case SignatureReason::kSigningCertificateDiffers:
      return "signing_certificate_differs";
    case SignatureReason::kWeakDigest:
      return "weak_digest";
    case SignatureReason::kNoSignedAttributes:
      return "no_signed_attributes";
    case SignatureReason::kTimestampInvalid:
      return "timestamp_invalid";
    case SignatureReason::kTimestampUntrusted:
      return "timestamp_untrusted";
    case SignatureReason::kTimeInFuture:
      return "time_in_future";
    case SignatureReason::kIssuerUnknown:
      return "issuer_unknown";
    case SignatureReason::kSelfSigned:
      return "self_signed";
    case SignatureReason::kCertificateExpired:
      return "certificate_expired";
    case SignatureReason::kCertificateNotYetValid:
      return "certificate_not_yet_valid";
    case SignatureReason::kCertificateNotForSigning:
      return "certificate_not_for_signing";
    case SignatureReason::kCertificateWeak:
      return "certificate_weak";
    case SignatureReason::kChainInvalid:
      return "chain_invalid";
    case SignatureReason::kCertificateRevoked:
      return "certificate_revoked";
    case SignatureReason::kChangedAfterSigning:
      return "changed_after_signing";
  }
  assert(false);
  return "unknown";
}

const char* name_of(SignatureSearch search) {
  switch (search) {
    case SignatureSearch::kComplete:
      return "complete";
    case SignatureSearch::kTooMany:
      return "too_many";
    case SignatureSearch::kEncrypted:
      return "encrypted";
    case SignatureSearch::kBroken:
      return "broken";
  }
  assert(false);
  return "unknown";
}

}  // namespace kho::ingest

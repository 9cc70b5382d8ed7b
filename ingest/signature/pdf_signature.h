// ingest/signature/pdf_signature.h - What is known about the signatures of a PDF.
//
// Four questions, answered apart, because an officer needs each: are the bytes those that were
// signed (integrity), does the signer's certificate lead to one that we trust (trust), was it taken
// back (revocation), and does the signature speak for all of the file (coverage). What could not be
// decided is kUnknown and never guessed. docs/signatures.md says what the verdicts mean.
//
// Plain values. The names that the functions return are stable: they are stored and shown.
// Times are seconds since 1970-01-01 UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kho::ingest {

enum class Integrity {
  kIntact,      // "intact": digest and signature hold over the signed bytes.
  kAltered,     // "altered": they do not.
  kUnreadable,  // "unreadable": it cannot be said; the reasons tell why.
};

enum class Trust {
  kUnknown,    // "unknown": not looked at, because the signature is not intact.
  kTrusted,    // "trusted": a chain to a certificate of the trust folder held at the signing time.
  kUntrusted,  // "untrusted": no such chain.
  kExpired,    // "expired": such a chain, but not within its validity at the signing time.
  kUnusable,   // "unusable": such a chain, of certificates that must not be used for this.
};

enum class Revocation {
  kUnknown,     // "unknown": no revocation list decides it.
  kNotRevoked,  // "not_revoked": as of PdfSignature::revocation_as_of_s.
  kRevoked,     // "revoked"
};

enum class TimeSource {
  kNone,       // "none"
  kClaimed,    // "claimed": by the signer's own clock.
  kTimestamp,  // "timestamp": by a valid RFC 3161 token of a trusted authority.
};

enum class Coverage {
  kUnknown,       // "unknown": not intact.
  kWholeFile,     // "whole_file": nothing follows but blanks.
  kOwnRevision,   // "own_revision": what follows is signed by a later signature, itself intact and
                  // trusted, that covers the whole file.
  kChangedAfter,  // "changed_after": something follows that no trusted signature covers.
};

// What is wrong, or weak, in the order in which it is looked for.
enum class SignatureReason {
  kByteRange,                  // "byte_range": missing, or not [0 a b c] with a < b.
  kByteRangeBeyondFile,        // "byte_range_beyond_file": the file was cut or written anew.
  kByteRangeGap,               // "byte_range_gap": more left out than the hex string of Contents.
  kContentsMissing,            // "contents_missing"
  kOverLimits,                 // "over_limits": larger, or more, than SignatureLimits allows.
  kUnsupportedFormat,          // "unsupported_format": a SubFilter that is not known here.
  kCmsMalformed,               // "cms_malformed"
  kSeveralSigners,             // "several_signers": PDF allows one a signature.
  kSignerCertificateMissing,   // "signer_certificate_missing"
  kUnsupportedAlgorithm,       // "unsupported_algorithm"
  kSignatureWrong,             // "signature_wrong": the signature value is not of this key.
  kDigestDiffers,              // "digest_differs": these are not the bytes that were signed.
  kSigningCertificateDiffers,  // "signing_certificate_differs": the signer named another one.
  kWeakDigest,                 // "weak_digest": MD5 or SHA-1.
  kNoSignedAttributes,         // "no_signed_attributes"
  kTimestampInvalid,           // "timestamp_invalid": a token, but not for this signature.
  kTimestampUntrusted,         // "timestamp_untrusted": its authority is not in the trust folder.
  kTimeInFuture,               // "time_in_future": claimed more than a day ahead of now.
  kIssuerUnknown,              // "issuer_unknown": the chain ends outside the trust folder.
  kSelfSigned,                 // "self_signed": and not in the trust folder.
  kCertificateExpired,         // "certificate_expired"
  kCertificateNotYetValid,     // "certificate_not_yet_valid"
  kCertificateNotForSigning,   // "certificate_not_for_signing": by its key usage.
  kCertificateWeak,            // "certificate_weak": SHA-1, or RSA below 2048 bits, in the chain;
                               // with kUnusable: MD5, or RSA below 1024 bits.
  kChainInvalid,               // "chain_invalid": a link of it does not hold.
  kCertificateRevoked,         // "certificate_revoked"
  kChangedAfterSigning,        // "changed_after_signing"
};

// A number by which the subject is known. Numbers of people are masked but for their last three
// characters, and stand nowhere else in this structure; the tax code of an organisation stays.
struct Identification {
  std::string scheme;  // As the authority wrote it: "MST", "CCCD", "IDCVN"; empty if it did not.
  std::string value;

  bool operator==(const Identification&) const = default;
};

// Names are UTF-8 without control characters, cut to 256 bytes; runs of nine digits and more in
// them are masked like personal numbers.
struct SignerCertificate {
  std::string common_name;
  std::string organisation;
  std::vector<Identification> identifications;
  std::string issuer;  // Common name of the issuer; its organisation where it has none.
  std::string serial;  // Hexadecimal, upper case.
  std::int64_t not_before_s = 0;
  std::int64_t not_after_s = 0;
};

struct PdfSignature {
  std::string field_name;  // Fully qualified, as in "form.signature".
  std::string sub_filter;
  bool is_document_timestamp = false;  // ETSI.RFC3161: the signer is a time-stamping authority.
  std::optional<SignerCertificate> signer;
  std::optional<std::int64_t> signed_at_s;
  TimeSource time_source = TimeSource::kNone;
  std::uint64_t bytes_after = 0;  // Bytes of the file behind the signed ones.
  Coverage coverage = Coverage::kUnknown;
  Integrity integrity = Integrity::kUnreadable;
  Trust trust = Trust::kUnknown;
  Revocation revocation = Revocation::kUnknown;
  std::optional<std::int64_t> revocation_as_of_s;  // When the deciding list was issued.
  std::vector<SignatureReason> reasons;            // Ascending, each once.
};

// Whether all signatures of the file are listed.
enum class SignatureSearch {
  kComplete,   // "complete"
  kTooMany,    // "too_many": more than the limits allow; those listed are verified.
  kEncrypted,  // "encrypted": needs a password.
  kBroken,     // "broken": the parser cannot read the form.
};

struct PdfSignatures {
  SignatureSearch search = SignatureSearch::kBroken;
  std::vector<PdfSignature> signatures;  // In the order of the form's fields.
};

[[nodiscard]] const char* name_of(Integrity integrity);
[[nodiscard]] const char* name_of(Trust trust);
[[nodiscard]] const char* name_of(Revocation revocation);
[[nodiscard]] const char* name_of(TimeSource source);
[[nodiscard]] const char* name_of(Coverage coverage);
[[nodiscard]] const char* name_of(SignatureReason reason);
[[nodiscard]] const char* name_of(SignatureSearch search);

}  // namespace kho::ingest

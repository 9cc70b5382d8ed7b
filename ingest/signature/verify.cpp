#include "ingest/signature/verify.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "ingest/signature/certificate_chain.h"
#include "ingest/signature/certificate_subject.h"
#include "ingest/signature/coverage.h"
#include "ingest/signature/signature_fields.h"
#include "ingest/signature/signed_data.h"
#include "ingest/signature/timestamp_token.h"

namespace kho::ingest {
namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;

enum class Format { kDetached, kSha1Inside, kTimestamp, kUnsupported };

Format format_of(std::string_view sub_filter) {
  if (sub_filter == "adbe.pkcs7.detached" || sub_filter == "ETSI.CAdES.detached") {
    return Format::kDetached;
  }
  if (sub_filter == "adbe.pkcs7.sha1") return Format::kSha1Inside;
  if (sub_filter == "ETSI.RFC3161") return Format::kTimestamp;
  return Format::kUnsupported;
}

// Verifies one field. The steps are in the order in which each relies on those before.
class FieldVerification {
 public:
  FieldVerification(std::span<const std::byte> file, const TrustStore& store, std::int64_t now_s,
                    const SignatureLimits& limits)
      : file_(file), store_(store), now_s_(now_s), limits_(limits) {}

  PdfSignature verify(const SignatureField& field) {
    result_.field_name = field.name;
    result_.sub_filter = field.sub_filter;
    const Format format = format_of(field.sub_filter);
    result_.is_document_timestamp = format == Format::kTimestamp;
    if (const auto* reason = std::get_if<SignatureReason>(&field.signed_range)) {
      unread(*reason);
    } else {
      const SignedRange& range = std::get<SignedRange>(field.signed_range);
      result_.bytes_after = file_.size() - range.end;
      before_ = file_.first(range.gap_begin);
      after_ = file_.subspan(range.gap_end, range.end - range.gap_end);
      const std::vector<std::byte> contents = gap_contents(file_, range);
      switch (format) {
        case Format::kDetached:
        case Format::kSha1Inside:
          verify_signature(contents, format, field.claimed_at_s);
          break;
        case Format::kTimestamp:
          verify_document_timestamp(contents);
          break;
        case Format::kUnsupported:
          unread(SignatureReason::kUnsupportedFormat);
          break;
      }
    }
    return std::move(result_);
  }

 private:
  void add(SignatureReason reason) { result_.reasons.push_back(reason); }

  // A range that leaves the file is of bytes that are no longer there: not the signed file.
  void unread(SignatureReason reason) {
    const bool is_cut = reason == SignatureReason::kByteRangeBeyondFile;
    result_.integrity = is_cut ? Integrity::kAltered : Integrity::kUnreadable;
    add(reason);
  }

  void verify_signature(std::span<const std::byte> contents, Format format,
                        std::optional<std::int64_t> dictionary_time_s) {
    auto read = SignedData::read(contents, limits_);
    if (const auto* reason = std::get_if<SignatureReason>(&read)) return unread(*reason);
    const auto& signed_data = std::get<SignedData>(read);
    result_.signer = describe(signed_data.signer());
    const auto own_time_s = signed_data.claimed_at_s();
    take_claimed_time(own_time_s ? own_time_s : dictionary_time_s);
    apply(format == Format::kDetached ? signed_data.check({before_, after_})
                                      : check_sha1_inside(signed_data));
    if (result_.integrity != Integrity::kIntact) return;
    if (const auto token = signed_data.timestamp_token()) {
      verify_signature_timestamp(std::as_bytes(std::span(*token)), signed_data.signature_value());
    }
    judge_chain(signed_data, CertificateUse::kSigning);
  }

  // adbe.pkcs7.sha1: what is signed is the SHA-1 of the file's bytes.
  SignatureCheck check_sha1_inside(const SignedData& signed_data) const {
    const auto inside = signed_data.content(NID_pkcs7_data);
    if (!inside) return {Integrity::kUnreadable, SignatureReason::kCmsMalformed, true, true};
    SignatureCheck check = signed_data.check({std::as_bytes(std::span(*inside))});
    check.has_weak_digest = true;
    if (check.integrity == Integrity::kIntact &&
        *inside != digest_of(EVP_sha1(), {before_, after_})) {
      check.integrity = Integrity::kAltered;
      check.fault = SignatureReason::kDigestDiffers;
    }
    return check;
  }

  void verify_document_timestamp(std::span<const std::byte> contents) {
    auto read = read_timestamp_token(contents, {before_, after_}, limits_);
    if (const auto* reason = std::get_if<SignatureReason>(&read)) return unread(*reason);
    const auto& token = std::get<TimestampToken>(read);
    result_.signer = describe(token.signed_data.signer());
    result_.signed_at_s = token.at_s;
    result_.time_source = TimeSource::kClaimed;
    apply(token.check);
    if (result_.integrity != Integrity::kIntact) return;
    judge_chain(token.signed_data, CertificateUse::kTimestamping);
    if (result_.trust == Trust::kTrusted) result_.time_source = TimeSource::kTimestamp;
  }

  void apply(const SignatureCheck& check) {
    result_.integrity = check.integrity;
    if (check.fault) add(*check.fault);
    if (check.integrity != Integrity::kIntact) return;
    if (check.has_weak_digest) add(SignatureReason::kWeakDigest);
    if (!check.has_signed_attributes) add(SignatureReason::kNoSignedAttributes);
  }

  void take_claimed_time(std::optional<std::int64_t> claimed_s) {
    if (!claimed_s) return;
    result_.signed_at_s = claimed_s;
    result_.time_source = TimeSource::kClaimed;
  }

  // Replaces the claimed time by that of the token, if it is about this signature and its authority
  // is trusted.
  void verify_signature_timestamp(std::span<const std::byte> der, std::string_view signature) {
    const auto read = read_timestamp_token(der, {std::as_bytes(std::span(signature))}, limits_);
    const auto* token = std::get_if<TimestampToken>(&read);
    if (token == nullptr || token->check.integrity != Integrity::kIntact) {
      return add(SignatureReason::kTimestampInvalid);
    }
    const ChainVerdict verdict =
        store_.judge(token->signed_data.signer(), CertificateUse::kTimestamping,
                     evidence(token->signed_data, token->at_s, false));
    if (verdict.trust != Trust::kTrusted || verdict.revocation == Revocation::kRevoked) {
      return add(SignatureReason::kTimestampUntrusted);
    }
    result_.signed_at_s = token->at_s;
    result_.time_source = TimeSource::kTimestamp;
  }

  static ChainEvidence evidence(const SignedData& signed_data, std::int64_t at_s, bool is_proven) {
    return {signed_data.certificates(), signed_data.revocation_lists(), at_s, is_proven};
  }

  void judge_chain(const SignedData& signed_data, CertificateUse use) {
    std::int64_t at_s = result_.signed_at_s.value_or(now_s_);
    // Signers write their local time for UTC, so a few hours ahead are nothing.
    if (at_s > now_s_ + kDay) {
      add(SignatureReason::kTimeInFuture);
      at_s = now_s_;
    }
    const bool is_proven = result_.time_source == TimeSource::kTimestamp;
    const ChainVerdict verdict =
        store_.judge(signed_data.signer(), use, evidence(signed_data, at_s, is_proven));
    result_.trust = verdict.trust;
    result_.revocation = verdict.revocation;
    result_.revocation_as_of_s = verdict.revocation_as_of_s;
    if (verdict.fault) add(*verdict.fault);
    if (verdict.is_weak) add(SignatureReason::kCertificateWeak);
    if (verdict.revocation == Revocation::kRevoked) add(SignatureReason::kCertificateRevoked);
  }

  std::span<const std::byte> file_;
  const TrustStore& store_;
  std::int64_t now_s_;
  const SignatureLimits& limits_;
  std::span<const std::byte> before_;  // The gap.
  std::span<const std::byte> after_;
  PdfSignature result_;
};

// What is hashed for this field.
std::uint64_t hashed_bytes(const SignatureField& field) {
  const auto* range = std::get_if<SignedRange>(&field.signed_range);
  return range == nullptr ? 0 : range->end - (range->gap_end - range->gap_begin);
}

void sort_reasons(std::vector<SignatureReason>& reasons) {
  std::ranges::sort(reasons);
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
}

}  // namespace

void prepare_signature_verification() {
  // Also reads openssl.cnf, which must not be looked for later.
  OPENSSL_init_crypto(
      OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_ADD_ALL_DIGESTS | OPENSSL_INIT_LOAD_CONFIG,
      nullptr);
}

PdfSignatures verify_pdf_signatures(std::span<const std::byte> file, const TrustAnchors& anchors,
                                    std::int64_t now_s, const SignatureLimits& limits) {
  SignatureFields found = find_signature_fields(file, limits);
  PdfSignatures result{.search = found.search, .signatures = {}};
  if (found.fields.empty()) return result;
  const TrustStore store(anchors);
  std::uint64_t hashable_bytes = limits.hashed_bytes;
  for (SignatureField& field : found.fields) {
    if (hashed_bytes(field) > hashable_bytes) field.signed_range = SignatureReason::kOverLimits;
    hashable_bytes -= hashed_bytes(field);
    result.signatures.push_back(FieldVerification(file, store, now_s, limits).verify(field));
  }
  judge_coverage(file, result.signatures);
  for (PdfSignature& signature : result.signatures) sort_reasons(signature.reasons);
  return result;
}

}  // namespace kho::ingest

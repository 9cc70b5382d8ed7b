#include "ingest/signature/signed_data.h"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <ctime>
#include <limits>

#include "ingest/signature/signing_certificate.h"

namespace kho::ingest {
namespace {

bool is_weak(int digest_nid) {
  constexpr int kWeak[] = {NID_md2, NID_md4, NID_md5, NID_mdc2, NID_sha1, NID_ripemd160};
  return std::ranges::find(kWeak, digest_nid) != std::end(kWeak);
}

// A chain of BIOs that has digested `content`; nullptr where the algorithm cannot be had.
BioPointer digested(const EVP_MD* digest, Pieces content) {
  BioPointer sink(BIO_new(BIO_s_null()));
  BioPointer chain(BIO_new(BIO_f_md()));
  if (sink == nullptr || chain == nullptr || BIO_set_md(chain.get(), digest) != 1) return nullptr;
  BIO_push(chain.get(), sink.release());
  for (std::span<const std::byte> piece : content) {
    while (!piece.empty()) {
      const std::size_t part = std::min<std::size_t>(piece.size(), 1U << 30);
      if (BIO_write(chain.get(), piece.data(), static_cast<int>(part)) != static_cast<int>(part)) {
        return nullptr;
      }
      piece = piece.subspan(part);
    }
  }
  return chain;
}

// RFC 5652, 11.1: the signed type is that of the content. Else a signature over one kind of
// content could be passed off as one over another.
bool has_its_content_type(CMS_ContentInfo* cms, const CMS_SignerInfo* signer_info) {
  const void* type = CMS_signed_get0_data_by_OBJ(signer_info, OBJ_nid2obj(NID_pkcs9_contentType),
                                                 -3, V_ASN1_OBJECT);
  return type != nullptr &&
         OBJ_cmp(static_cast<const ASN1_OBJECT*>(type), CMS_get0_eContentType(cms)) == 0;
}

SignatureCheck fault(SignatureCheck check, Integrity integrity, SignatureReason reason) {
  check.integrity = integrity;
  check.fault = reason;
  return check;
}

}  // namespace

std::optional<std::int64_t> seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return std::int64_t{::timegm(&parts)};
}

std::variant<SignedData, SignatureReason> SignedData::read(std::span<const std::byte> der,
                                                           const SignatureLimits& limits) {
  const ErrorsCleared errors;
  if (der.size() > limits.contents_bytes) return SignatureReason::kOverLimits;
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  SignedData data;
  data.cms_.reset(d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())));
  CMS_ContentInfo* cms = data.cms_.get();
  if (cms == nullptr || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
    return SignatureReason::kCmsMalformed;
  }
  STACK_OF(CMS_SignerInfo)* signer_infos = CMS_get0_SignerInfos(cms);
  if (sk_CMS_SignerInfo_num(signer_infos) < 1) return SignatureReason::kCmsMalformed;
  if (sk_CMS_SignerInfo_num(signer_infos) > 1) return SignatureReason::kSeveralSigners;
  data.certificates_.reset(CMS_get1_certs(cms));
  const int certificates = sk_X509_num(data.certificates());  // -1 where there are none at all.
  if (certificates > static_cast<int>(limits.certificates)) return SignatureReason::kOverLimits;
  if (certificates < 1 || CMS_set1_signers_certs(cms, nullptr, 0) != 1) {
    return SignatureReason::kSignerCertificateMissing;
  }
  data.revocation_lists_.reset(CMS_get1_crls(cms));
  if (sk_X509_CRL_num(data.revocation_lists()) > static_cast<int>(limits.certificates)) {
    return SignatureReason::kOverLimits;
  }
  data.signer_info_ = sk_CMS_SignerInfo_value(signer_infos, 0);
  CMS_SignerInfo_get0_algs(data.signer_info_, nullptr, &data.signer_, nullptr, nullptr);
  return data;
}

SignatureCheck SignedData::check(Pieces content) const {
  const ErrorsCleared errors;
  SignatureCheck check;
  EVP_PKEY* key = nullptr;
  X509_ALGOR* digest_algorithm = nullptr;
  CMS_SignerInfo_get0_algs(signer_info_, &key, nullptr, &digest_algorithm, nullptr);
  const EVP_MD* digest = EVP_get_digestbyobj(digest_algorithm->algorithm);
  if (key == nullptr || digest == nullptr) {
    return fault(check, Integrity::kUnreadable, SignatureReason::kUnsupportedAlgorithm);
  }
  check.has_weak_digest = is_weak(EVP_MD_get_type(digest));
  check.has_signed_attributes = CMS_signed_get_attr_count(signer_info_) >= 0;
  const BioPointer chain = digested(digest, content);
  if (chain == nullptr) {
    return fault(check, Integrity::kUnreadable, SignatureReason::kUnsupportedAlgorithm);
  }
  // Below, 0 means that it was tried and does not hold, and what is negative that it could not be
  // tried, for instance because a value is not encoded as it should be.
  if (check.has_signed_attributes) {
    const int attributes = CMS_SignerInfo_verify(signer_info_);
    if (attributes == 0) {
      return fault(check, Integrity::kAltered, SignatureReason::kSignatureWrong);
    }
    if (attributes < 0 || !has_its_content_type(cms_.get(), signer_info_)) {
      return fault(check, Integrity::kUnreadable, SignatureReason::kCmsMalformed);
    }
  }
  const int whole = CMS_SignerInfo_verify_content(signer_info_, chain.get());
  if (whole == 0) {
    return fault(check, Integrity::kAltered,
                 check.has_signed_attributes ? SignatureReason::kDigestDiffers
                                             : SignatureReason::kSignatureWrong);
  }
  if (whole < 0) return fault(check, Integrity::kUnreadable, SignatureReason::kCmsMalformed);
  if (!names_signing_certificate(signer_info_, signer_)) {
    return fault(check, Integrity::kAltered, SignatureReason::kSigningCertificateDiffers);
  }
  check.integrity = Integrity::kIntact;
  return check;
}

std::optional<std::string_view> SignedData::content(int type_nid) const {
  ASN1_OCTET_STRING** content = CMS_get0_content(cms_.get());
  if (OBJ_obj2nid(CMS_get0_eContentType(cms_.get())) != type_nid) return std::nullopt;
  if (content == nullptr || *content == nullptr) return std::nullopt;
  return bytes_of(*content);
}

std::string_view SignedData::signature_value() const {
  return bytes_of(CMS_SignerInfo_get0_signature(signer_info_));
}

std::optional<std::int64_t> SignedData::claimed_at_s() const {
  const int at = CMS_signed_get_attr_by_NID(signer_info_, NID_pkcs9_signingTime, -1);
  if (at < 0) return std::nullopt;
  const ASN1_TYPE* time = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer_info_, at), 0);
  if (time == nullptr) return std::nullopt;
  if (time->type == V_ASN1_UTCTIME) return seconds_of(time->value.utctime);
  if (time->type == V_ASN1_GENERALIZEDTIME) return seconds_of(time->value.generalizedtime);
  return std::nullopt;
}

std::optional<std::string_view> SignedData::timestamp_token() const {
  const int at = CMS_unsigned_get_attr_by_NID(signer_info_, NID_id_smime_aa_timeStampToken, -1);
  if (at < 0) return std::nullopt;
  const ASN1_TYPE* token = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(signer_info_, at), 0);
  // One that is there and is no structure at all is a token that does not hold.
  if (token == nullptr || token->type != V_ASN1_SEQUENCE) return std::string_view();
  return bytes_of(token->value.sequence);
}

}  // namespace kho::ingest

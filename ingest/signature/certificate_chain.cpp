#include "ingest/signature/certificate_chain.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <new>

#include "ingest/signature/revocation.h"

namespace kho::ingest {
namespace {

constexpr int kDepthMax = 8;  // Intermediate certificates.

// What is said of a chain that OpenSSL refuses.
struct Refusal {
  Trust trust;
  SignatureReason reason;
};

Refusal refusal_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Trust::kExpired, SignatureReason::kCertificateExpired};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Trust::kExpired, SignatureReason::kCertificateNotYetValid};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {Trust::kUntrusted, SignatureReason::kSelfSigned};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return {Trust::kUntrusted, SignatureReason::kIssuerUnknown};
    case X509_V_ERR_INVALID_PURPOSE:
      return {Trust::kUnusable, SignatureReason::kCertificateNotForSigning};
    default:
      return {Trust::kUntrusted, SignatureReason::kChainInvalid};
  }
}

// PDF names no purpose: any certificate may sign whose key usage allows signatures and whose
// extended uses, where it has some, are not all those of machines. OpenSSL's own purposes ask for
// e-mail protection, which authorities here do not always grant.
bool may_sign(X509* certificate) {
  constexpr int kMachines[] = {NID_server_auth, NID_OCSP_sign, NID_time_stamp};
  // All bits where the certificate does not restrict it.
  const std::uint32_t usage = X509_get_key_usage(certificate);
  if ((usage & (X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION)) == 0) return false;
  using Uses = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;
  const Uses uses(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  if (uses == nullptr) return true;
  for (int i = 0; i < sk_ASN1_OBJECT_num(uses.get()); ++i) {
    const int use = OBJ_obj2nid(sk_ASN1_OBJECT_value(uses.get(), i));
    if (std::ranges::find(kMachines, use) == std::end(kMachines)) return true;
  }
  return false;
}

enum class Strength { kStrong, kWeak, kBroken };

// Of its key, and of the signature of its issuer unless `is_anchor`: that one is not relied on.
Strength strength_of(X509* certificate, bool is_anchor) {
  Strength strength = Strength::kStrong;
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return Strength::kBroken;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_DSA) {
    const int bits = EVP_PKEY_get_bits(key);
    if (bits < 1024) return Strength::kBroken;
    if (bits < 2048) strength = Strength::kWeak;
  }
  int digest = NID_undef;
  if (is_anchor || X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) != 1) {
    return strength;
  }
  if (digest == NID_md2 || digest == NID_md4 || digest == NID_md5) return Strength::kBroken;
  return digest == NID_sha1 ? Strength::kWeak : strength;
}

Strength weakest(const STACK_OF(X509) * chain) {
  Strength weakest = Strength::kStrong;
  const int count = sk_X509_num(chain);
  for (int i = 0; i < count; ++i) {
    weakest = std::max(weakest, strength_of(sk_X509_value(chain, i), i + 1 == count));
  }
  return weakest;
}

}  // namespace

TrustStore::TrustStore(const TrustAnchors& anchors) : store_(X509_STORE_new()) {
  const ErrorsCleared errors;
  if (store_ == nullptr) throw std::bad_alloc();
  // An anchor need not be a root: signers here send no certificate but their own, and the folder
  // then holds the authority that issued it.
  X509_STORE_set_flags(store_.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_set_depth(store_.get(), kDepthMax);
  for (const std::string& der : anchors.certificates) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const CertificatePointer certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    if (certificate != nullptr) X509_STORE_add_cert(store_.get(), certificate.get());
  }
  for (const std::string& der : anchors.revocation_lists) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    RevocationListPointer list(d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size())));
    if (list != nullptr) revocation_lists_.push_back(std::move(list));
  }
}

ChainVerdict TrustStore::judge(X509* certificate, CertificateUse use,
                               const ChainEvidence& evidence) const {
  const ErrorsCleared errors;
  const StoreContextPointer context(X509_STORE_CTX_new());
  if (context == nullptr ||
      X509_STORE_CTX_init(context.get(), store_.get(), certificate, evidence.certificates) != 1) {
    throw std::bad_alloc();
  }
  X509_STORE_CTX_set_time(context.get(), 0, static_cast<std::time_t>(evidence.at_s));
  if (use == CertificateUse::kTimestamping) {
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_TIMESTAMP_SIGN);
  }
  ChainVerdict verdict;
  if (X509_verify_cert(context.get()) != 1) {
    const Refusal refusal = refusal_of(X509_STORE_CTX_get_error(context.get()));
    verdict.trust = refusal.trust;
    verdict.fault = refusal.reason;
    return verdict;
  }
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
  const Strength strength = weakest(chain);
  if (strength == Strength::kBroken) {
    verdict.trust = Trust::kUnusable;
    verdict.fault = SignatureReason::kCertificateWeak;
    return verdict;
  }
  if (use == CertificateUse::kSigning && !may_sign(certificate)) {
    verdict.trust = Trust::kUnusable;
    verdict.fault = SignatureReason::kCertificateNotForSigning;
    return verdict;
  }
  verdict.trust = Trust::kTrusted;
  verdict.is_weak = strength == Strength::kWeak;

  std::vector<X509_CRL*> lists;
  for (const RevocationListPointer& list : revocation_lists_) lists.push_back(list.get());
  for (int i = 0; i < sk_X509_CRL_num(evidence.revocation_lists); ++i) {
    lists.push_back(sk_X509_CRL_value(evidence.revocation_lists, i));
  }
  const RevocationVerdict revocation =
      revocation_of(chain, lists, evidence.at_s, evidence.is_time_proven);
  verdict.revocation = revocation.revocation;
  verdict.revocation_as_of_s = revocation.as_of_s;
  return verdict;
}

}  // namespace kho::ingest

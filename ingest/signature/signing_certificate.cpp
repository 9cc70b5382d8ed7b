#include "ingest/signature/signing_certificate.h"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include <array>

namespace kho::ingest {
namespace {

// The elements of a sequence, each as it stands; nullptr where `der` is none. OpenSSL has types for
// these attributes, but no way to look into them.
SequencePointer elements(const ASN1_STRING* der) {
  const unsigned char* bytes = ASN1_STRING_get0_data(der);
  return SequencePointer(d2i_ASN1_SEQUENCE_ANY(nullptr, &bytes, ASN1_STRING_length(der)));
}

// The first element, where it is a sequence itself.
SequencePointer elements_of_first(const ASN1_SEQUENCE_ANY* sequence) {
  const ASN1_TYPE* first = sk_ASN1_TYPE_value(sequence, 0);  // nullptr where it is empty.
  if (first == nullptr || first->type != V_ASN1_SEQUENCE) return nullptr;
  return elements(first->value.sequence);
}

// The digest that an AlgorithmIdentifier names; nullptr for one that is not known.
const EVP_MD* algorithm_in(const ASN1_STRING* algorithm_identifier) {
  const SequencePointer parts = elements(algorithm_identifier);
  const ASN1_TYPE* algorithm = sk_ASN1_TYPE_value(parts.get(), 0);
  if (algorithm == nullptr || algorithm->type != V_ASN1_OBJECT) return nullptr;
  return EVP_get_digestbyobj(algorithm->value.object);
}

// ESSCertID and ESSCertIDv2: [hashAlgorithm, in version 2 only], certHash, [issuerSerial].
bool is_hash_of(const X509* certificate, const ASN1_SEQUENCE_ANY* cert_id,
                const EVP_MD* default_digest) {
  const EVP_MD* digest = default_digest;
  const ASN1_TYPE* hash = sk_ASN1_TYPE_value(cert_id, 0);
  if (hash != nullptr && hash->type == V_ASN1_SEQUENCE) {
    digest = algorithm_in(hash->value.sequence);
    hash = sk_ASN1_TYPE_value(cert_id, 1);
  }
  if (hash == nullptr || hash->type != V_ASN1_OCTET_STRING || digest == nullptr) return false;
  std::array<unsigned char, EVP_MAX_MD_SIZE> own{};
  unsigned int own_bytes = 0;
  if (X509_digest(certificate, digest, own.data(), &own_bytes) != 1) return false;
  return bytes_of(hash->value.octet_string) ==
         std::string_view(reinterpret_cast<const char*>(own.data()), own_bytes);
}

bool names(const CMS_SignerInfo* signer_info, int attribute_nid, const EVP_MD* default_digest,
           const X509* signer) {
  if (CMS_signed_get_attr_by_NID(signer_info, attribute_nid, -1) < 0) return true;
  // -3: exactly one such attribute, with exactly one value.
  const auto* value = static_cast<const ASN1_STRING*>(
      CMS_signed_get0_data_by_OBJ(signer_info, OBJ_nid2obj(attribute_nid), -3, V_ASN1_SEQUENCE));
  if (value == nullptr) return false;
  const SequencePointer attribute = elements(value);                    // certs, policies
  const SequencePointer cert_ids = elements_of_first(attribute.get());  // the signer's first
  const SequencePointer first_cert_id = elements_of_first(cert_ids.get());
  return is_hash_of(signer, first_cert_id.get(), default_digest);
}

}  // namespace

bool names_signing_certificate(const CMS_SignerInfo* signer_info, const X509* signer) {
  return names(signer_info, NID_id_smime_aa_signingCertificateV2, EVP_sha256(), signer) &&
         names(signer_info, NID_id_smime_aa_signingCertificate, EVP_sha1(), signer);
}

}  // namespace kho::ingest

#include "ingest/signature/certificate_subject.h"

#include <openssl/bn.h>
#include <openssl/objects.h>

#include <algorithm>
#include <string>

#include "ingest/signature/shown_text.h"
#include "ingest/signature/signed_data.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kIdentificationsMax = 8;
// RFC 5280 allows serial numbers of 20 octets; some authorities take more.
constexpr int kSerialBytesMax = 64;

// Attributes of a subject that hold numbers: UID, serialNumber, organizationIdentifier.
constexpr int kNumbers[] = {NID_userId, NID_serialNumber, NID_organizationIdentifier};

std::string utf8_of(const X509_NAME_ENTRY* entry) {
  unsigned char* bytes = nullptr;
  const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(entry));
  if (size < 0) return {};
  const BytesPointer<unsigned char> own(bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

// The last value of the attribute, which is the most specific one.
std::string text_of(const X509_NAME* name, int nid) {
  int last = -1;
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0;) last = at;
  return last < 0 ? std::string() : shown_text(utf8_of(X509_NAME_get_entry(name, last)));
}

std::string hex_of(const ASN1_INTEGER* serial) {
  if (ASN1_STRING_length(serial) > kSerialBytesMax) return {};
  using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (number == nullptr) return {};
  const BytesPointer<char> hex(BN_bn2hex(number.get()));
  return hex == nullptr ? std::string() : std::string(hex.get());
}

std::vector<Identification> identifications_of(const X509_NAME* name) {
  std::vector<Identification> found;
  for (int i = 0; i < X509_NAME_entry_count(name) && found.size() < kIdentificationsMax; ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    if (std::ranges::find(kNumbers, nid) == std::end(kNumbers)) continue;
    found.push_back(shown_identification(utf8_of(entry)));
  }
  return found;
}

}  // namespace

SignerCertificate describe(const X509* certificate) {
  const ErrorsCleared errors;
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const X509_NAME* issuer = X509_get_issuer_name(certificate);
  SignerCertificate signer;
  signer.common_name = text_of(subject, NID_commonName);
  signer.organisation = text_of(subject, NID_organizationName);
  signer.identifications = identifications_of(subject);
  signer.issuer = text_of(issuer, NID_commonName);
  if (signer.issuer.empty()) signer.issuer = text_of(issuer, NID_organizationName);
  signer.serial = hex_of(X509_get0_serialNumber(certificate));
  signer.not_before_s = seconds_of(X509_get0_notBefore(certificate)).value_or(0);
  signer.not_after_s = seconds_of(X509_get0_notAfter(certificate)).value_or(0);
  return signer;
}

}  // namespace kho::ingest

#include "tests/ingest/signature/authority.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

#include "tests/ingest/signature/made.h"

namespace kho::ingest {
namespace {

X509_NAME* name_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  X509_NAME* name = made(X509_NAME_new());
  for (const auto& [type, value] : parts) {
    made(X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0));
  }
  return name;
}

void add_extensions(X509* certificate, X509* issuer, const CertificateRequest& request) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [nid, value] : request.extensions) {
    X509_EXTENSION* extension = made(X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()));
    made(X509_add_ext(certificate, extension, -1));
    X509_EXTENSION_free(extension);
  }
}

long next_serial() {
  static long serial = 0x1000;
  return ++serial;
}

using TimePointer = std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>;

TimePointer time_of(std::int64_t seconds) {
  return TimePointer(made(ASN1_TIME_set(nullptr, static_cast<std::time_t>(seconds))));
}

}  // namespace

CertificateRequest authority_request(const std::string& common_name) {
  CertificateRequest request;
  request.subject = {{"O", "Ban Cơ yếu thử nghiệm"}, {"CN", common_name}};
  request.not_before_s = kNow - 5 * kYear;
  request.not_after_s = kNow + 10 * kYear;
  request.extensions = {{NID_basic_constraints, "critical,CA:TRUE"},
                        {NID_key_usage, "critical,keyCertSign,cRLSign"}};
  return request;
}

CertificateRequest timestamper_request() {
  CertificateRequest request;
  request.subject = {{"CN", "TSA thử nghiệm"}};
  request.extensions = {{NID_key_usage, "critical,digitalSignature"},
                        {NID_ext_key_usage, "critical,timeStamping"}};
  return request;
}

Holder issue(const CertificateRequest& request, const Holder* issuer) {
  return issue_with_key(request, issuer,
                        KeyPointer(made(request.rsa_bits == 0 ? EVP_EC_gen("P-256")
                                                              : EVP_RSA_gen(request.rsa_bits))));
}

Holder issue_with_key(const CertificateRequest& request, const Holder* issuer,
                      KeyPointer key_of_holder) {
  Holder holder;
  holder.key = std::move(key_of_holder);
  holder.certificate.reset(made(X509_new()));
  X509* certificate = holder.certificate.get();
  X509* issuing = issuer == nullptr ? certificate : issuer->certificate.get();
  EVP_PKEY* key = issuer == nullptr ? holder.key.get() : issuer->key.get();
  X509_NAME* subject = name_of(request.subject);
  made(X509_set_version(certificate, X509_VERSION_3));
  made(ASN1_INTEGER_set(X509_get_serialNumber(certificate), next_serial()));
  made(X509_set_subject_name(certificate, subject));
  X509_NAME_free(subject);
  made(X509_set_issuer_name(certificate, X509_get_subject_name(issuing)));
  made(X509_set1_notBefore(certificate, time_of(request.not_before_s).get()));
  made(X509_set1_notAfter(certificate, time_of(request.not_after_s).get()));
  made(X509_set_pubkey(certificate, holder.key.get()));
  add_extensions(certificate, issuing, request);
  made(X509_sign(certificate, key, request.digest));
  return holder;
}

std::string revocation_list(const Holder& issuer,
                            const std::vector<std::pair<X509*, std::int64_t>>& revoked,
                            std::int64_t this_update_s, std::int64_t next_update_s) {
  const RevocationListPointer list(made(X509_CRL_new()));
  made(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2));
  made(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get())));
  made(X509_CRL_set1_lastUpdate(list.get(), time_of(this_update_s).get()));
  made(X509_CRL_set1_nextUpdate(list.get(), time_of(next_update_s).get()));
  for (const auto& [certificate, revoked_at_s] : revoked) {
    X509_REVOKED* entry = made(X509_REVOKED_new());
    made(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate)));
    made(X509_REVOKED_set_revocationDate(entry, time_of(revoked_at_s).get()));
    made(X509_CRL_add0_revoked(list.get(), entry));
  }
  made(X509_CRL_sort(list.get()));
  made(X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256()));
  return der([&](unsigned char** out) { return i2d_X509_CRL(list.get(), out); });
}

std::string der_of(const X509* certificate) {
  return der([&](unsigned char** out) { return i2d_X509(certificate, out); });
}

std::string pem_of(const X509* certificate) {
  const BioPointer bio(made(BIO_new(BIO_s_mem())));
  made(PEM_write_bio_X509(bio.get(), certificate));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

TrustAnchors trusting(const std::vector<const Holder*>& holders) {
  TrustAnchors anchors;
  for (const Holder* holder : holders) {
    anchors.certificates.push_back(der_of(holder->certificate.get()));
  }
  return anchors;
}

}  // namespace kho::ingest

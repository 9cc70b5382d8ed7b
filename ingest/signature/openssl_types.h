// ingest/signature/openssl_types.h - Sole ownership of OpenSSL's objects, and its errors.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string_view>

namespace kho::ingest {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

// What OpenSSL allocated for its caller.
struct FreedBytes {
  template <typename T>
  void operator()(T* bytes) const {
    OPENSSL_free(bytes);
  }
};

struct FreedCertificates {
  void operator()(STACK_OF(X509) * certificates) const {
    sk_X509_pop_free(certificates, X509_free);
  }
};

struct FreedAsn1Types {
  void operator()(ASN1_SEQUENCE_ANY* types) const { sk_ASN1_TYPE_pop_free(types, ASN1_TYPE_free); }
};

struct FreedRevocationLists {
  void operator()(STACK_OF(X509_CRL) * lists) const { sk_X509_CRL_pop_free(lists, X509_CRL_free); }
};

template <typename T>
using BytesPointer = std::unique_ptr<T, FreedBytes>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using CertificatePointer = std::unique_ptr<X509, Freed<X509_free>>;
using CertificatesPointer = std::unique_ptr<STACK_OF(X509), FreedCertificates>;
using CmsPointer = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;
using RevocationListPointer = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using RevocationListsPointer = std::unique_ptr<STACK_OF(X509_CRL), FreedRevocationLists>;
using StorePointer = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContextPointer = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using TimestampInfoPointer = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
using SequencePointer = std::unique_ptr<ASN1_SEQUENCE_ANY, FreedAsn1Types>;

// OpenSSL keeps the errors of a thread until somebody takes them; this takes them.
class ErrorsCleared {
 public:
  ErrorsCleared() { ERR_clear_error(); }
  ~ErrorsCleared() { ERR_clear_error(); }
  ErrorsCleared(const ErrorsCleared&) = delete;
  ErrorsCleared& operator=(const ErrorsCleared&) = delete;
};

inline std::string_view bytes_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

}  // namespace kho::ingest

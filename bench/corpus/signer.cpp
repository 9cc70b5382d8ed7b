#include "bench/corpus/signer.h"

#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace kho::corpus {
namespace {

constexpr int kPrimeBytes = 128;  // RSA of 2,048 bits.

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Memory = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Message = std::unique_ptr<CMS_ContentInfo, FreeWith<CMS_ContentInfo_free>>;
using Time = std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

// The first prime p at or after a random odd number with p - 1 not a multiple of `exponent`.
Number next_prime(Random& random, BN_ULONG exponent, BN_CTX* context) {
  std::vector<unsigned char> bytes(kPrimeBytes);
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random.next());
  bytes.front() |= 0xC0;  // The product of two such has all its bits.
  bytes.back() |= 1;
  Number prime(BN_bin2bn(bytes.data(), kPrimeBytes, nullptr));
  require(prime != nullptr, "BN_bin2bn");
  while (BN_mod_word(prime.get(), exponent) == 1 ||
         BN_check_prime(prime.get(), context, nullptr) != 1) {
    require(BN_add_word(prime.get(), 2) == 1, "BN_add_word");
  }
  return prime;
}

Key make_key(Random& random) {
  constexpr BN_ULONG kExponent = 65537;
  const NumberContext context(BN_CTX_new());
  const Number p = next_prime(random, kExponent, context.get());
  const Number q = next_prime(random, kExponent, context.get());
  const Number n(BN_new()), e(BN_new()), d(BN_new()), p1(BN_dup(p.get())), q1(BN_dup(q.get())),
      phi(BN_new()), dp(BN_new()), dq(BN_new()), inverse(BN_new());
  require(BN_sub_word(p1.get(), 1) == 1 && BN_sub_word(q1.get(), 1) == 1 &&
              BN_mul(n.get(), p.get(), q.get(), context.get()) == 1 &&
              BN_mul(phi.get(), p1.get(), q1.get(), context.get()) == 1 &&
              BN_set_word(e.get(), kExponent) == 1 &&
              BN_mod_inverse(d.get(), e.get(), phi.get(), context.get()) != nullptr &&
              BN_mod(dp.get(), d.get(), p1.get(), context.get()) == 1 &&
              BN_mod(dq.get(), d.get(), q1.get(), context.get()) == 1 &&
              BN_mod_inverse(inverse.get(), q.get(), p.get(), context.get()) != nullptr,
          "RSA arithmetic");
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  const auto push = [&](const char* key, const Number& value) {
    require(OSSL_PARAM_BLD_push_BN(builder.get(), key, value.get()) == 1, key);
  };
  push(OSSL_PKEY_PARAM_RSA_N, n);
  push(OSSL_PKEY_PARAM_RSA_E, e);
  push(OSSL_PKEY_PARAM_RSA_D, d);
  push(OSSL_PKEY_PARAM_RSA_FACTOR1, p);
  push(OSSL_PKEY_PARAM_RSA_FACTOR2, q);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT1, dp);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT2, dq);
  push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, inverse);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext maker(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  require(maker != nullptr && EVP_PKEY_fromdata_init(maker.get()) == 1 &&
              EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1,
          "RSA key");
  return Key(key);
}

Certificate make_certificate(Random& random, EVP_PKEY* key, const std::string& name,
                             const std::string& agency) {
  Certificate certificate(X509_new());
  X509* x509 = certificate.get();
  require(x509 != nullptr && X509_set_version(x509, X509_VERSION_3) == 1 &&
              ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), random.next()) == 1 &&
              ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), "20150101000000Z") == 1 &&
              ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), "20350101000000Z") == 1 &&
              X509_set_pubkey(x509, key) == 1,
          "certificate");
  X509_NAME* subject = X509_get_subject_name(x509);
  const auto add = [subject](const char* field, const std::string& value) {
    require(X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0) == 1,
            field);
  };
  add("C", "VN");
  add("O", agency.substr(0, 60));
  add("CN", name);
  require(X509_set_issuer_name(x509, subject) == 1 && X509_sign(x509, key, EVP_sha256()) > 0,
          "certificate");
  return certificate;
}

}  // namespace

struct Signer::Identity {
  Key key;
  Certificate certificate;
};

Signer::Signer(Random random, std::string name, const std::string& agency)
    : name_(std::move(name)), identity_(std::make_unique<Identity>()) {
  identity_->key = make_key(random);
  identity_->certificate = make_certificate(random, identity_->key.get(), name_, agency);
}
Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;

std::string Signer::sign(std::string_view bytes, const std::string& date) const {
  constexpr unsigned kFlags = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
  const Memory data(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  const Message message(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags));
  require(data != nullptr && message != nullptr, "CMS_sign");
  CMS_SignerInfo* signer = CMS_add1_signer(message.get(), identity_->certificate.get(),
                                           identity_->key.get(), EVP_sha256(), kFlags);
  require(signer != nullptr, "CMS_add1_signer");
  // A time of its own: CMS_final would otherwise put in the present one.
  std::string stamp = date + "081500Z";
  std::erase(stamp, '-');
  const Time time(ASN1_TIME_new());
  require(time != nullptr && ASN1_TIME_set_string_X509(time.get(), stamp.c_str()) == 1 &&
              CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(),
                                          -1) == 1 &&
              CMS_final(message.get(), data.get(), nullptr, kFlags) == 1,
          "CMS_final");
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(message.get(), &der);
  require(size > 0, "i2d_CMS_ContentInfo");
  std::string result(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return result;
}

}  // namespace kho::corpus

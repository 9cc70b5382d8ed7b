#include "api/tls.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/String.h>
#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "store/sha256.h"

namespace kho::api {
namespace {

namespace net = Poco::Net;

constexpr int kChainMax = 10;
constexpr int kClientCaMax = 1000;

struct Free {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;

// OpenSSL keeps reasons in a queue of the thread: they must not be taken for those of a connection.
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  ERR_clear_error();
  throw SetupError(path.string() + ": " + why);
}

void require(bool ok) {
  if (ok) return;
  ERR_clear_error();
  throw SetupError("OpenSSL refuses the settings of TLS");
}

// So that OpenSSL never asks a terminal.
int no_password(char*, int, int, void*) { return -1; }

Bio reading(const std::string& text) {
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  require(bio != nullptr);
  return bio;
}

std::vector<Certificate> certificates_in(const std::filesystem::path& path, const std::string& pem,
                                         int most) {
  const Bio bio = reading(pem);
  std::vector<Certificate> found;
  while (X509* each = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)) {
    found.emplace_back(each);
    if (std::ssize(found) > most) refuse(path, "has too many certificates");
  }
  // The end of the file is the one reason that is none.
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    refuse(path, "has a certificate that cannot be read");
  }
  ERR_clear_error();
  if (found.empty()) refuse(path, "has no certificate in PEM");
  return found;
}

// Its names and addresses, as a Host header writes them.
std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, Free> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    const ASN1_STRING* value = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    const unsigned char* data = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    if (name->type == GEN_DNS) {
      names.push_back(Poco::toLower(
          std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size))));
      continue;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (size != 4 && size != 16) continue;
    ::inet_ntop(size == 4 ? AF_INET : AF_INET6, data, text.data(), text.size());
    names.push_back(size == 4 ? text.data() : "[" + std::string(text.data()) + "]");
  }
  return names;
}

std::int64_t end_of(X509* certificate) {
  std::tm end{};
  require(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1);
  return ::timegm(&end);
}

net::Context::Ptr plain_context() {
  net::Context::Params params;
  params.verificationMode = net::Context::VERIFY_NONE;
  params.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20";  // Of TLS 1.2; all of TLS 1.3 are as good.
  net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, params);
  SSL_CTX* ssl = context->sslContext();
  require(SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1);
  require(SSL_CTX_set_max_proto_version(ssl, 0) == 1);
  SSL_CTX_set_options(ssl, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_NONE, nullptr);  // Poco's own callback asks its SSLManager.
  // Without one a client with a certificate cannot resume its session.
  constexpr std::string_view kSessions = "kho";
  require(SSL_CTX_set_session_id_context(ssl,
                                         reinterpret_cast<const unsigned char*>(kSessions.data()),
                                         kSessions.size()) == 1);
  return context;
}

void demand_client_certificates(SSL_CTX* ssl, const TlsFiles& files, const std::string& pem) {
  for (const Certificate& each : certificates_in(files.client_ca, pem, kClientCaMax)) {
    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), each.get()) == 1);
    require(SSL_CTX_add_client_CA(ssl, each.get()) == 1);
  }
  SSL_CTX_set_verify(
      ssl, SSL_VERIFY_PEER | (files.client_optional ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT),
      nullptr);
}

struct Contents {
  std::string certificate;
  std::string key;
  std::string client_ca;

  explicit Contents(const TlsFiles& files)
      : certificate(read_setup_file(files.certificate, Secrecy::kPublic)),
        key(read_setup_file(files.key, Secrecy::kSecret)) {
    if (!files.client_ca.empty()) client_ca = read_setup_file(files.client_ca, Secrecy::kPublic);
  }
  ~Contents() { OPENSSL_cleanse(key.data(), key.size()); }
  Contents(const Contents&) = delete;
  Contents& operator=(const Contents&) = delete;

  [[nodiscard]] std::string sha256() const {
    std::string all;
    for (const std::string* each : {&certificate, &key, &client_ca}) {
      all += store::Sha256::raw_of(*each);
    }
    return all;
  }
};

}  // namespace

struct Tls::Loaded {
  net::Context::Ptr context = plain_context();
  std::vector<std::string> names;
  std::int64_t ends_at_s = 0;

  Loaded(const TlsFiles& files, const Contents& contents) {
    SSL_CTX* ssl = context->sslContext();
    const auto chain = certificates_in(files.certificate, contents.certificate, kChainMax);
    X509* own = chain.front().get();
    const Bio key_bio = reading(contents.key);
    const std::unique_ptr<EVP_PKEY, Free> key(
        PEM_read_bio_PrivateKey(key_bio.get(), nullptr, no_password, nullptr));
    if (!key) refuse(files.key, "has no private key in PEM without a password");
    if (SSL_CTX_use_certificate(ssl, own) != 1) {
      refuse(files.certificate, "its key is too weak or of an unknown kind");
    }
    if (X509_check_private_key(own, key.get()) != 1 ||
        SSL_CTX_use_PrivateKey(ssl, key.get()) != 1) {
      refuse(files.key, "is not the key of the certificate");
    }
    for (std::size_t i = 1; i < chain.size(); ++i) {
      if (SSL_CTX_add1_chain_cert(ssl, chain[i].get()) != 1) {
        refuse(files.certificate, "a certificate of the chain cannot be used");
      }
    }
    if (!files.client_ca.empty()) demand_client_certificates(ssl, files, contents.client_ca);
    names = names_of(own);
    ends_at_s = end_of(own);
  }
};

Tls::Tls(TlsFiles files) : files_(std::move(files)) {
  const Reload first = reload(false);
  if (first.outcome == Reload::Outcome::kFailed) throw SetupError(first.text);
}

Tls::~Tls() = default;

Reload Tls::reload(bool again) {
  return loaded_.reload(
      again, [&] { return Contents(files_); },
      [&](const Contents& contents) {
        auto next = std::make_shared<const Loaded>(files_, contents);
        if (loaded_.value() && next->ends_at_s < std::time(nullptr)) {
          refuse(files_.certificate, "has expired");
        }
        return next;
      });
}

net::StreamSocket Tls::secured(const net::StreamSocket& accepted) const {
  return net::SecureStreamSocket::attach(accepted, loaded_.value()->context);
}

bool Tls::is_for(std::string_view lower_case_host) const {
  const auto now = loaded_.value();
  return std::ranges::any_of(
      now->names, [&](const std::string& name) { return stands_for(name, lower_case_host); });
}

std::int64_t Tls::ends_at_s() const { return loaded_.value()->ends_at_s; }

bool stands_for(std::string_view name, std::string_view host) {
  if (name == host) return true;
  if (!name.starts_with("*.")) return false;
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && host.substr(dot) == name.substr(1);
}

}  // namespace kho::api

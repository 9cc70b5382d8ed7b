#include "tests/api/certificates.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace kho::api {
namespace {

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free_all(bio);
  return text;
}

void extend(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  EXPECT_NE(extension, nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

int connected(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

}  // namespace

TestCertificate::TestCertificate(const std::string& names, const TestCertificate* issuer,
                                 long seconds)
    : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free),
      certificate_(X509_new(), X509_free) {
  X509* mine = certificate_.get();
  X509_set_version(mine, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(mine), 1);
  X509_gmtime_adj(X509_getm_notBefore(mine), -2 * 86'400);
  X509_gmtime_adj(X509_getm_notAfter(mine), seconds);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(mine), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(names.c_str()), -1, -1, 0);
  X509_set_issuer_name(mine, X509_get_subject_name(issuer ? issuer->certificate_.get() : mine));
  X509_set_pubkey(mine, key_.get());
  if (!issuer) extend(mine, NID_basic_constraints, "critical,CA:TRUE");
  extend(mine, NID_subject_alt_name, names);
  EXPECT_GT(X509_sign(mine, (issuer ? issuer->key_ : key_).get(), nullptr), 0);
}

std::string TestCertificate::pem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate_.get());
  return text_of(bio);
}

std::string TestCertificate::key_pem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(bio, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio);
}

void TestCertificate::save(const std::filesystem::path& certificate,
                           const std::filesystem::path& key) const {
  std::ofstream(certificate) << pem();
  std::ofstream(key) << key_pem();
  ::chmod(key.c_str(), 0600);
}

TlsClient::TlsClient(std::uint16_t port, const Options& options) : fd_(connected(port)) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (options.version_max != 0) {
    SSL_CTX_set_security_level(context.get(), 0);  // So that it is not the client that refuses.
    SSL_CTX_set_min_proto_version(context.get(), options.version_max);
    SSL_CTX_set_max_proto_version(context.get(), options.version_max);
  }
  if (options.trusted != nullptr) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), options.trusted->certificate_.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  }
  if (options.own != nullptr) {
    SSL_CTX_use_certificate(context.get(), options.own->certificate_.get());
    SSL_CTX_use_PrivateKey(context.get(), options.own->key_.get());
  }
  ssl_.reset(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl_.get(), fd_);
  SSL_set_connect_state(ssl_.get());
}

TlsClient::~TlsClient() { ::close(fd_); }

std::optional<std::string> TlsClient::get(const std::string& path) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  if (SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0) {
    return std::nullopt;
  }
  std::string answer;
  std::size_t wanted = std::string::npos;
  while (answer.size() < wanted) {
    char buffer[16 << 10];
    const int read = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (read <= 0) return std::nullopt;
    answer.append(buffer, static_cast<std::size_t>(read));
    const std::size_t head = answer.find("\r\n\r\n");
    const std::size_t length = answer.find("Content-Length: ");
    if (wanted == std::string::npos && head != std::string::npos && length < head) {
      wanted = head + 4 + std::stoul(answer.substr(length + 16));
    }
  }
  return answer;
}

void wait_for_end_of_silent_connection(std::uint16_t port) {
  const int fd = connected(port);
  char byte = 0;
  EXPECT_LE(::read(fd, &byte, 1), 0);
  ::close(fd);
}

}  // namespace kho::api

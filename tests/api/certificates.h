// tests/api/certificates.h - Certificates made for a test, and a client that speaks TLS.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct evp_pkey_st;
struct x509_st;
struct ssl_st;

namespace kho::api {

class TestCertificate {
 public:
  // For these names ("DNS:a.example,IP:127.0.0.1"); signed by `issuer`, or by itself. It ends in so
  // many seconds.
  explicit TestCertificate(const std::string& names, const TestCertificate* issuer = nullptr,
                           long seconds = 86'400);

  [[nodiscard]] std::string pem() const;
  [[nodiscard]] std::string key_pem() const;
  void save(const std::filesystem::path& certificate, const std::filesystem::path& key) const;

 private:
  friend class TlsClient;
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
};

// One connection to 127.0.0.1.
class TlsClient {
 public:
  struct Options {
    const TestCertificate* trusted = nullptr;  // Absent: whatever the server shows.
    const TestCertificate* own = nullptr;
    int version_max = 0;  // TLS1_1_VERSION...; 0: any.
  };
  TlsClient(std::uint16_t port, const Options& options);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // The answer to one GET, whole; nullopt where the connection does not give it. Keeps it open.
  [[nodiscard]] std::optional<std::string> get(const std::string& path);

 private:
  int fd_ = -1;
  std::shared_ptr<ssl_st> ssl_;
};

// A TCP connection to 127.0.0.1 that says nothing. Waits until the server ends it.
void wait_for_end_of_silent_connection(std::uint16_t port);

}  // namespace kho::api

// api/tls.h - What the server shows of itself over TLS, and whose clients' certificates it takes.
//
// TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers; neither compression nor
// renegotiation. The files are read again when reload() is called: connections that stand keep
// what they began with, later ones get the new certificate (docs/decisions/019-tls-and-jwt.md).
//
// Thread-safe. Errors: SetupError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "api/reloaded.h"

namespace Poco::Net {
class StreamSocket;
}

namespace kho::api {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM: its own first, then those that lead to the root.
  std::filesystem::path key;          // PEM, without a password.
  std::filesystem::path client_ca;    // PEM; empty: clients need no certificate.
  bool client_optional = false;       // A client may have none; one that it shows is verified.
};

class Tls {
 public:
  // Throws where the files cannot be used.
  explicit Tls(TlsFiles files);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // Looks whether the files changed; `again`: what failed before is told once more. A pair that
  // does not fit, or has expired, is not taken.
  Reload reload(bool again);

  // A connection that was accepted. The handshake takes place when it is first read, by whoever
  // serves it.
  [[nodiscard]] Poco::Net::StreamSocket secured(const Poco::Net::StreamSocket& accepted) const;

  // Whether the certificate was made out to this name or address, "*.example" included.
  [[nodiscard]] bool is_for(std::string_view lower_case_host) const;
  // When the certificate ends: seconds since 1970-01-01 UTC.
  [[nodiscard]] std::int64_t ends_at_s() const;
  // Whether the files, as they are now, could not be loaded.
  [[nodiscard]] bool is_stale() const { return loaded_.is_stale(); }

 private:
  struct Loaded;

  const TlsFiles files_;
  Reloaded<Loaded> loaded_;
};

// Whether `name`, of a certificate or an option, stands for `host`; both in lower case. "*." at its
// front stands for one label (RFC 6125, 6.4.3).
[[nodiscard]] bool stands_for(std::string_view name, std::string_view host);

}  // namespace kho::api

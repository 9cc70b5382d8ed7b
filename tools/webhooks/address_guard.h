// tools/webhooks/address_guard.h - Which machines a webhook may be delivered to.
//
// A URL is typed by somebody, and its name means what a name server says at the moment. So that Kho
// cannot be made to talk to what only Kho can reach (RFC 5735, RFC 6890: this machine, the local
// network, a cloud's metadata), the address itself is judged when it is connected to. Immutable
// values. Thread-safe.
#pragma once

#include <sys/socket.h>

#include <string>
#include <vector>

namespace kho::tools {

// "10.1.0.0/16", "fd00::/8", or one address. Throws std::invalid_argument.
class Network {
 public:
  explicit Network(const std::string& text);
  // Never an address of the other family; "::ffff:10.0.0.1" is one of IPv6.
  [[nodiscard]] bool contains(const sockaddr& address) const;

 private:
  std::string bytes_;  // 4 or 16.
  unsigned bits_ = 0;  // That count.
};

// Whether everybody on the internet may have this address: not one that is special.
[[nodiscard]] bool is_public(const sockaddr& address);

class AddressGuard {
 public:
  AddressGuard() = default;
  // `allowed`: networks that the administrator lets deliveries go to, whatever they are, and
  // without TLS, too. Throws std::invalid_argument.
  explicit AddressGuard(const std::vector<std::string>& allowed);

  [[nodiscard]] bool lets_through(const sockaddr& address, bool encrypted) const;

 private:
  std::vector<Network> allowed_;
};

}  // namespace kho::tools

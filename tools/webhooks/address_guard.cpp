#include "tools/webhooks/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace kho::tools {
namespace {

// As they go over the wire: 4 or 16; empty of another family.
std::string bytes_of(const sockaddr& address) {
  const auto copy = [&]<typename Socket>(Socket socket, auto member) {
    std::memcpy(&socket, &address, sizeof socket);
    const auto& ip = socket.*member;
    return std::string(reinterpret_cast<const char*>(&ip), sizeof ip);
  };
  if (address.sa_family == AF_INET) return copy(sockaddr_in{}, &sockaddr_in::sin_addr);
  if (address.sa_family == AF_INET6) return copy(sockaddr_in6{}, &sockaddr_in6::sin6_addr);
  return {};
}

bool same_bits(std::string_view left, std::string_view right, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (left.substr(0, whole) != right.substr(0, whole)) return false;
  if (bits % 8 == 0) return true;
  const auto differing = static_cast<unsigned char>(left[whole] ^ right[whole]);
  return differing >> (8 - bits % 8) == 0;
}

bool is_in(const std::vector<Network>& all, const sockaddr& address) {
  return std::ranges::any_of(all, [&](const Network& each) { return each.contains(address); });
}

// IANA's registry of special addresses (RFC 6890), multicast and what is reserved.
const std::vector<Network>& special_v4() {
  static const std::vector<Network> all = [] {
    std::vector<Network> made;
    for (const char* each :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
          "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
          "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"}) {
      made.emplace_back(each);
    }
    return made;
  }();
  return all;
}

// Of the global addresses (2000::/3): protocols that carry others (Teredo, 6to4), documentation.
const std::vector<Network>& special_v6() {
  static const std::vector<Network> all = {Network("2001::/23"), Network("2001:db8::/32"),
                                           Network("2002::/16"), Network("3fff::/20")};
  return all;
}

}  // namespace

Network::Network(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  std::array<char, 16> raw{};
  std::size_t size = 0;
  if (::inet_pton(AF_INET, address.c_str(), raw.data()) == 1) {
    size = 4;
  } else if (::inet_pton(AF_INET6, address.c_str(), raw.data()) == 1) {
    size = 16;
  }
  bytes_.assign(raw.data(), size);
  bits_ = static_cast<unsigned>(size * 8);
  bool good = size > 0;
  if (good && slash != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + slash + 1, end, bits_);
    good = error == std::errc() && at == end && bits_ <= size * 8;
  }
  if (!good) throw std::invalid_argument("a network looks like 10.1.0.0/16 or fd00::/8");
}

bool Network::contains(const sockaddr& address) const {
  const std::string given = bytes_of(address);
  return given.size() == bytes_.size() && same_bits(given, bytes_, bits_);
}

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) return !is_in(special_v4(), address);
  static const Network global("2000::/3");
  return global.contains(address) && !is_in(special_v6(), address);
}

AddressGuard::AddressGuard(const std::vector<std::string>& allowed) {
  for (const std::string& each : allowed) allowed_.emplace_back(each);
}

bool AddressGuard::lets_through(const sockaddr& address, bool encrypted) const {
  return is_in(allowed_, address) || (encrypted && is_public(address));
}

}  // namespace kho::tools

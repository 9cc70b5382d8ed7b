#include "api/remote_address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace kho::api {

std::string network_of(const std::string& address) {
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return address;
  char text[INET6_ADDRSTRLEN] = {};
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    return ::inet_ntop(AF_INET, &bytes.s6_addr[12], text, sizeof text);
  }
  std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), 0);
  return ::inet_ntop(AF_INET6, &bytes, text, sizeof text);
}

}  // namespace kho::api

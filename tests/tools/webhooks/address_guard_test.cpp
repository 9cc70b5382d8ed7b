#include "tools/webhooks/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <stdexcept>

namespace kho::tools {
namespace {

sockaddr_storage address_of(const std::string& text) {
  sockaddr_storage storage{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
  } else {
    ADD_FAILURE() << text << " is no address";
  }
  return storage;
}

bool lets(const AddressGuard& guard, const std::string& address, bool encrypted = true) {
  const sockaddr_storage storage = address_of(address);
  return guard.lets_through(reinterpret_cast<const sockaddr&>(storage), encrypted);
}

TEST(AddressGuard, SpecialAddressesAreRefused) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",  // This host.
                              "10.0.0.1",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",  // Private.
                              "100.64.0.1",
                              "100.127.255.255",  // Carrier-grade NAT.
                              "127.0.0.1",
                              "127.255.255.254",  // Loopback.
                              "169.254.169.254",  // Link-local: a cloud's metadata.
                              "192.0.0.170",
                              "192.0.2.1",
                              "198.51.100.1",
                              "203.0.113.1",
                              "192.88.99.1",
                              "198.18.0.1",
                              "198.19.255.255",  // Benchmarks.
                              "224.0.0.1",
                              "239.255.255.255",  // Multicast.
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:8.8.8.8",
                              "::ffff:127.0.0.1",
                              "::8.8.8.8",  // IPv4 in IPv6.
                              "64:ff9b::7f00:1",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:10::1",
                              "2001:db8::1",
                              "3fff::1",        // Teredo, ORCHID, documentation.
                              "2002:7f00:1::",  // 6to4 of 127.0.0.1.
                              "fc00::1",
                              "fd00:ec2::254",  // Unique local: metadata, too.
                              "fe80::1",
                              "fec0::1",
                              "ff02::1",
                              "4000::1"}) {
    EXPECT_FALSE(lets(AddressGuard(), address)) << address;
  }
}

TEST(AddressGuard, PublicAddressesAreTakenWithTlsOnly) {
  for (const char* address :
       {"8.8.8.8",         "1.1.1.1",         "9.255.255.255", "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",     "126.255.255.255", "128.0.0.0",     "169.253.255.255", "172.15.255.255",
        "172.32.0.0",      "192.167.255.255", "192.169.0.0",   "198.17.255.255",  "198.20.0.0",
        "223.255.255.255", "203.162.0.181",   "2001:200::1",   "2400:cb00::1",    "2606:4700::1111",
        "2a00:1450::1"}) {
    EXPECT_TRUE(lets(AddressGuard(), address)) << address;
    EXPECT_FALSE(lets(AddressGuard(), address, false)) << address;
  }
}

TEST(AddressGuard, ListedNetworksAreTakenAsTheyAre) {
  const AddressGuard guard({"10.1.0.0/16", "127.0.0.1", "fd00::/8", "198.18.8.0/21"});
  for (const char* address :
       {"10.1.0.0", "10.1.255.255", "127.0.0.1", "fd12::1", "198.18.15.255"}) {
    EXPECT_TRUE(lets(guard, address, false)) << address;
  }
  for (const char* address :
       {"10.0.255.255", "10.2.0.0", "127.0.0.2", "fc00::1", "198.18.16.0", "::ffff:10.1.0.1"}) {
    EXPECT_FALSE(lets(guard, address)) << address;
  }
}

TEST(AddressGuard, WhatIsNoNetworkIsRefused) {
  for (const char* text : {"", "10", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "fd00::/129", "localhost", "10.0.0.0/8/8", " 10.0.0.0"}) {
    EXPECT_THROW(AddressGuard({text}), std::invalid_argument) << text;
  }
  EXPECT_TRUE(lets(AddressGuard({"0.0.0.0/0"}), "10.0.0.1"));
}

}  // namespace
}  // namespace kho::tools

// api/remote_address.h - Whom an address stands for, where limits are counted. Immutable function.
#pragma once

#include <string>

namespace kho::api {

// The address itself, of IPv6 the first 64 bits: whoever has one address there has all of them.
// What is no address stands for itself.
[[nodiscard]] std::string network_of(const std::string& address);

}  // namespace kho::api

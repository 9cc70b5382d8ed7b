// tests/ingest/signature/made.h - What OpenSSL was asked to make, or the end of the program.
#pragma once

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>

namespace kho::ingest {

// `result` of a function of OpenSSL's that answers nullptr, 0 or below where it fails.
template <typename T>
T made(T result) {
  bool ok = false;
  if constexpr (std::is_pointer_v<T>) {
    ok = result != nullptr;
  } else {
    ok = result > 0;
  }
  if (ok) return result;
  ERR_print_errors_fp(stderr);
  std::abort();
}

// The DER that a function i2d_... writes.
template <typename Write>
std::string der(Write write) {
  unsigned char* bytes = nullptr;
  const int size = made(write(&bytes));
  std::string result(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return result;
}

}  // namespace kho::ingest

// tests/store/noise.h - Bytes that do not compress, always the same for one seed.
#pragma once

#include <string>

#include "store/sha256.h"

namespace kho::store {

inline std::string noise(std::size_t size, int seed) {
  std::string out;
  for (int i = 0; out.size() < size; ++i) {
    out += Sha256::of(as_bytes(std::to_string(seed) + "/" + std::to_string(i))).raw();
  }
  out.resize(size);
  return out;
}

}  // namespace kho::store

// tests/store/fixed_options.h - Options of a store in which nothing is left to chance, for files
// that are compared byte for byte.
#pragma once

#include "store/options.h"

namespace kho::store {

// No thread of its own, no zeros ahead, one moment, salts counted from `salt`.
inline Options fixed_options(std::uint64_t segment_bytes, std::uint64_t salt = 0) {
  Options fixed;
  fixed.segment_bytes = segment_bytes;
  fixed.zero_ahead_bytes = 0;
  fixed.reserve_bytes = 0;
  fixed.tables_ahead_bytes = 0;
  fixed.background = false;
  fixed.now = [] { return std::int64_t{1'763'900'000}; };
  fixed.random = [salt]() mutable { return salt += 0x9e3779b97f4a7c15; };
  return fixed;
}

}  // namespace kho::store

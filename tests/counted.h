// tests/counted.h - What a test tried, told in a line of its output that tests/reliability/report
// adds up over all tests.
//
//   counted: crash_points 152
//
// The names, and what one of each is, stand in tests/reliability/kinds.py; the report refuses others.
#pragma once

#include <cstdint>
#include <cstdio>

namespace kho::test {

inline void counted(const char* kind, std::uint64_t many) {
  std::printf("counted: %s %llu\n", kind, static_cast<unsigned long long>(many));
  std::fflush(stdout);  // A process that is forked from this one must not say it again.
}

}  // namespace kho::test

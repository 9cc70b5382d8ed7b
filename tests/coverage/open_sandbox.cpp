// The sandbox of a coverage build: its limits of time and memory, and nothing else closed, because
// gcov writes its counters to files when a process ends. An object that defines close_sandbox()
// comes before the library's own, which stays as it is, and which tests/ingest/sandbox_test.cpp
// tests also in this build.
#include <sys/resource.h>

#include "ingest/sandbox.h"

namespace kho::ingest {

void close_sandbox(std::chrono::seconds cpu, std::uint64_t address_space_bytes) {
  const auto seconds = static_cast<rlim_t>(cpu.count());
  const rlimit time{seconds, seconds + 1};
  const rlimit memory{address_space_bytes, address_space_bytes};
  ::setrlimit(RLIMIT_CPU, &time);
  ::setrlimit(RLIMIT_AS, &memory);
}

}  // namespace kho::ingest

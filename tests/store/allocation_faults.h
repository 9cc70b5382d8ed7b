// tests/store/allocation_faults.h - Memory that runs out at the k-th allocation.
//
// A program that links allocation_faults.cpp has its global operators new and delete replaced: it
// is a test program of its own. What C libraries take by malloc is not counted, nor is the memory
// of thrown exceptions.
#pragma once

#include <cstdint>

namespace kho::test {

// From its construction to its destruction the k-th allocation (from 1) throws std::bad_alloc, or
// returns null where it was asked to. One at a time. Thread-confined.
class AllocationFault {
 public:
  enum class Where { kThread, kProcess };  // Whose allocations count and fail.
  enum class Lasting { kOnce, kFromThenOn };

  AllocationFault(std::uint64_t k, Where where, Lasting lasting = Lasting::kOnce);
  ~AllocationFault();
  AllocationFault(const AllocationFault&) = delete;
  AllocationFault& operator=(const AllocationFault&) = delete;

  // Allocations so far, those included that failed.
  [[nodiscard]] std::uint64_t allocations() const;
  [[nodiscard]] bool happened() const { return allocations() >= k_; }

 private:
  const std::uint64_t k_;
  const Where where_;
};

}  // namespace kho::test

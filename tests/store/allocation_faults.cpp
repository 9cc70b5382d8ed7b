#include "tests/store/allocation_faults.h"

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <new>

namespace kho::test {
namespace {

// What operator new looks at: no constructor to run, no memory to allocate.
struct Countdown {
  bool armed = false;
  bool lasting = false;
  std::uint64_t k = 0;
  std::uint64_t allocations = 0;
};

constinit thread_local Countdown of_thread;

constinit std::atomic<bool> process_armed{false};
constinit std::atomic<bool> process_lasting{false};
constinit std::atomic<std::uint64_t> process_k{0};
constinit std::atomic<std::uint64_t> process_allocations{0};

bool must_fail() {
  if (of_thread.armed) {
    const std::uint64_t count = ++of_thread.allocations;
    if (count == of_thread.k || (of_thread.lasting && count > of_thread.k)) return true;
  }
  if (!process_armed) return false;
  const std::uint64_t count = ++process_allocations;
  return count == process_k || (process_lasting && count > process_k);
}

void* allocate(std::size_t bytes) noexcept {
  return must_fail() ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
}

void* allocate_aligned(std::size_t bytes, std::align_val_t alignment) noexcept {
  if (must_fail()) return nullptr;
  // aligned_alloc wants a multiple.
  const auto unit = static_cast<std::size_t>(alignment);
  if (bytes > SIZE_MAX - unit) return nullptr;
  return std::aligned_alloc(unit, bytes == 0 ? unit : (bytes + unit - 1) / unit * unit);
}

void* or_throw(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

AllocationFault::AllocationFault(std::uint64_t k, Where where, Lasting lasting)
    : k_(k), where_(where) {
  assert(k > 0 && !of_thread.armed && !process_armed);
  if (where == Where::kThread) {
    of_thread = {true, lasting == Lasting::kFromThenOn, k, 0};
    return;
  }
  process_lasting = lasting == Lasting::kFromThenOn;
  process_k = k;
  process_allocations = 0;
  process_armed = true;
}

AllocationFault::~AllocationFault() {
  if (where_ == Where::kThread) {
    of_thread.armed = false;
  } else {
    process_armed = false;
  }
}

std::uint64_t AllocationFault::allocations() const {
  return where_ == Where::kThread ? of_thread.allocations : process_allocations.load();
}

}  // namespace kho::test

using kho::test::allocate;
using kho::test::allocate_aligned;
using kho::test::or_throw;

// All of them, because a sanitizer's runtime replaces each by itself.
void* operator new(std::size_t bytes) { return or_throw(allocate(bytes)); }
void* operator new[](std::size_t bytes) { return or_throw(allocate(bytes)); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return or_throw(allocate_aligned(bytes, alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return or_throw(allocate_aligned(bytes, alignment));
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate_aligned(bytes, alignment);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment,
                     const std::nothrow_t&) noexcept {
  return allocate_aligned(bytes, alignment);
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  std::free(memory);
}

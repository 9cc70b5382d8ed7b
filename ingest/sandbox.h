// ingest/sandbox.h - Gives up, for good, what a process needs only for harm.
//
// Afterwards the process can compute, use the memory that its limit leaves, read and write the
// descriptors that it has, and end. docs/decisions/004-extraction-sandbox.md has the reasons.
#pragma once

#include <chrono>
#include <cstdint>

namespace kho::ingest {

// False under AddressSanitizer and ThreadSanitizer, whose shadow memory reserves terabytes: there
// the address-space limit is not set, and what would exceed it ends by the CPU or wall limit.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kLimitsAddressSpace = false;
#else
inline constexpr bool kLimitsAddressSpace = true;
#endif

// Closes the sandbox over all threads of this process; it cannot be opened again. Beyond
// `cpu` the process gets SIGXCPU, and SIGKILL a second later. Opening or looking at files fails
// with EACCES; sockets, exec, fork, signals to others, executable memory and every system call
// not listed in sandbox.cpp kill the process. If the calling thread's parent thread ends, so does
// this process.
//
// Throws std::system_error where the kernel has no seccomp or refuses; the process is then in an
// undefined half-closed state and should end. Landlock is used where the kernel has it.
void close_sandbox(std::chrono::seconds cpu, std::uint64_t address_space_bytes);

}  // namespace kho::ingest

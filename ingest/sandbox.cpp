#include "ingest/sandbox.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <memory>
#include <system_error>

namespace kho::ingest {
namespace {

void check(bool ok, int error, const char* what) {
  if (!ok) throw std::system_error(error, std::generic_category(), what);
}

void limit(decltype(RLIMIT_AS) resource, rlim_t soft, rlim_t hard) {
  // A limit that the administrator has set lower stays.
  rlimit current{};
  check(::getrlimit(resource, &current) == 0, errno, "getrlimit");
  const rlimit wanted{std::min(soft, current.rlim_max), std::min(hard, current.rlim_max)};
  check(::setrlimit(resource, &wanted) == 0, errno, "setrlimit");
}

void close_limits(std::chrono::seconds cpu, std::uint64_t address_space_bytes) {
  const auto cpu_seconds = static_cast<rlim_t>(cpu.count());
  limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_CORE, 0, 0);  // A core would hold the file.
  limit(RLIMIT_NOFILE, 0, 0);
  limit(RLIMIT_NPROC, 0, 0);  // Says nothing to root; seccomp does.
  if (kLimitsAddressSpace) limit(RLIMIT_AS, address_space_bytes, address_space_bytes);
}

// The kernel's landlock_ruleset_attr; written out because the system's header may be older than
// the kernel. Newer fields that are zero are accepted by older kernels.
struct LandlockRuleset {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};

// What each version of the interface can forbid, from version 1; a ruleset without any rule then
// forbids all of it.
constexpr LandlockRuleset kLandlockAll[] = {
    {(1 << 13) - 1, 0, 0},  // Linux 5.13: execute, read, write, list, make, remove.
    {(1 << 14) - 1, 0, 0},  // 5.19: link and rename between folders.
    {(1 << 15) - 1, 0, 0},  // 6.2: truncate.
    {(1 << 15) - 1, 3, 0},  // 6.7: TCP bind and connect.
    {(1 << 16) - 1, 3, 0},  // 6.10: ioctl on devices.
    {(1 << 16) - 1, 3, 3},  // 6.12: abstract sockets and signals outside.
};

void close_landlock() {
  constexpr unsigned kAskVersion = 1;
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  if (version < 1) return;  // Not in this kernel, or switched off: seccomp stands alone.
  const LandlockRuleset all = kLandlockAll[std::min<std::size_t>(static_cast<std::size_t>(version),
                                                                 std::size(kLandlockAll)) -
                                           1];
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
  check(ruleset >= 0, errno, "landlock_create_ruleset");
  const bool closed = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  const int error = errno;
  ::close(static_cast<int>(ruleset));
  check(closed, error, "landlock_restrict_self");
}

// clang-format off
constexpr int kAllowed[] = {
    // The two descriptors that are left.
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close),
    // Memory; mmap and mprotect are below.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // Locks, time, randomness for hash tables, sizes for qsort.
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    // Own identity and signals; tgkill, which abort() needs, is below.
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
};

// Libraries try these for optional files, terminals and limits, and do well without.
constexpr int kRefused[] = {
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(fstat),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(ioctl), SCMP_SYS(uname),
    SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(sched_getaffinity),
};
// clang-format on

void close_system_calls() {
  const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(
      ::seccomp_init(SCMP_ACT_KILL_PROCESS), ::seccomp_release);
  check(filter != nullptr, ENOMEM, "seccomp_init");
  // libseccomp returns -errno.
  const auto done = [](int result) { check(result == 0, -result, "seccomp"); };
  done(::seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
  done(::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1));
  for (const int call : kAllowed) {
    done(::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0));
  }
  for (const int call : kRefused) {
    done(::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0));
  }
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    done(::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
  }
  done(::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                          SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))));
  done(::seccomp_load(filter.get()));
}

}  // namespace

void close_sandbox(std::chrono::seconds cpu, std::uint64_t address_space_bytes) {
  check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, errno, "no_new_privs");
  check(::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, errno, "pdeathsig");
  check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, errno, "dumpable");
  close_landlock();  // Before the limits: the ruleset is a descriptor.
  close_limits(cpu, address_space_bytes);
  close_system_calls();
}

}  // namespace kho::ingest

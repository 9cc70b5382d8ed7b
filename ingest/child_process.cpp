#include "ingest/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "ingest/extraction_request.h"

namespace kho::ingest {
namespace {

constexpr int kFirstOther = kReplyDescriptor + 1;

// The posix_spawn family returns its error.
void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

class SpawnActions {
 public:
  SpawnActions() { check(::posix_spawn_file_actions_init(&actions_), "posix_spawn"); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class SpawnAttributes {
 public:
  SpawnAttributes() { check(::posix_spawnattr_init(&attributes_), "posix_spawn"); }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// The same file under a number above those that the child will have, so that placing one
// descriptor cannot overwrite the other.
Descriptor raised(const Descriptor& descriptor) {
  const int fd = ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kFirstOther);
  if (fd < 0) check(errno, "duplicate a descriptor for a child");
  return Descriptor(fd);
}

// Without the server's environment, which may hold secrets.
std::vector<std::string> child_environment() {
  // Tesseract would start threads, which the sandbox forbids and which make it no faster.
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1"};
#ifdef __SANITIZE_ADDRESS__
  // The leak check at exit starts a process, which the sandbox forbids.
  environment.emplace_back("ASAN_OPTIONS=detect_leaks=0");
#endif
  return environment;
}

// The null-terminated array of exec; valid as long as `strings`.
std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const Descriptor& request,
                           const Descriptor& reply) {
  assert(!command.empty());
  const Descriptor raised_request = raised(request);
  const Descriptor raised_reply = raised(reply);

  SpawnActions actions;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    check(::posix_spawn_file_actions_addopen(actions.get(), fd, "/dev/null", O_RDWR, 0),
          "posix_spawn");
  }
  check(::posix_spawn_file_actions_adddup2(actions.get(), raised_request.get(), kRequestDescriptor),
        "posix_spawn");
  check(::posix_spawn_file_actions_adddup2(actions.get(), raised_reply.get(), kReplyDescriptor),
        "posix_spawn");
  // Not every library of the server marks its sockets close-on-exec.
  check(::posix_spawn_file_actions_addclosefrom_np(actions.get(), kFirstOther), "posix_spawn");

  // A signal that the server ignores or blocks must still end the child. A process group of its
  // own keeps the terminal's interrupt away: it would look like a crash over this file.
  SpawnAttributes attributes;
  sigset_t signals;
  ::sigfillset(&signals);
  check(::posix_spawnattr_setsigdefault(attributes.get(), &signals), "posix_spawn");
  ::sigemptyset(&signals);
  check(::posix_spawnattr_setsigmask(attributes.get(), &signals), "posix_spawn");
  check(::posix_spawnattr_setpgroup(attributes.get(), 0), "posix_spawn");
  check(
      ::posix_spawnattr_setflags(
          attributes.get(), POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP),
      "posix_spawn");

  std::vector<std::string> arguments = command;
  std::vector<std::string> environment = child_environment();
  check(::posix_spawn(&pid_, command.front().c_str(), actions.get(), attributes.get(),
                      pointers(arguments).data(), pointers(environment).data()),
        "start an extraction child");
  pidfd_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (pidfd_.get() < 0) {
    const int error = errno;
    ::kill(pid_, SIGKILL);  // Not reaped yet, so the number is still this child's.
    ::waitpid(pid_, nullptr, 0);
    check(error, "watch an extraction child");
  }
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  kill();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// By system call: the declarations in sys/pidfd.h of glibc 2.36 do not link from C++.
void ChildProcess::kill() { ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0); }

ChildEnd ChildProcess::wait() {
  assert(pid_ > 0);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) check(errno, "wait for an extraction child");
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status), .status = 0};
  return {.signal = 0, .status = WEXITSTATUS(status)};
}

}  // namespace kho::ingest

// An extraction child that does what its first argument says instead of parsing: the ways in which
// a child can fail, and the ways in which it could try to leave the sandbox.
//
// It answers "no text" where the script says nothing else, so that a test sees that an attempt
// came back instead of ending the process.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/extraction_codec.h"
#include "ingest/extraction_request.h"
#include "ingest/sandbox.h"

namespace {

using kho::ingest::Extraction;
using kho::ingest::Failure;
using kho::ingest::Outcome;

void send(const void* data, std::size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = ::write(kho::ingest::kReplyDescriptor, bytes, size);
    if (sent <= 0) ::_exit(EXIT_FAILURE);
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
}

void send_ready() { send(&kho::ingest::kReady, 1); }

Extraction no_text() {
  return {.outcome = Outcome::kNoText,
          .failure = Failure::kNone,
          .media_type = "application/pdf",
          .page_count = 1,
          .pages = {}};
}

Extraction text(std::uint32_t page_count, std::vector<std::string> pages) {
  Extraction extraction = no_text();
  extraction.outcome = Outcome::kText;
  extraction.page_count = page_count;
  extraction.pages = std::move(pages);
  return extraction;
}

[[noreturn]] void answer(const Extraction& extraction) {
  const auto record = kho::ingest::encode(extraction);
  send(record.data(), record.size());
  ::_exit(EXIT_SUCCESS);
}

[[noreturn]] void hang() {
  while (true) ::pause();
}

void burn() {
  // Volatile, so that the compiler must not remove the loop.
  const volatile bool endless = true;
  while (endless) {
  }
}

void require(bool condition) {
  if (!condition) ::_exit(EXIT_FAILURE);
}

void only_own_environment() {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view name(*variable);
    require(name.starts_with("LC_ALL=") || name.starts_with("OMP_THREAD_LIMIT=") ||
            name.starts_with("ASAN_OPTIONS="));
  }
}

void only_own_descriptors() {
  for (int fd = 0; fd < 5; ++fd) require(::fcntl(fd, F_GETFD) >= 0);
  for (int fd = 5; fd < 4096; ++fd) require(::fcntl(fd, F_GETFD) < 0 && errno == EBADF);
}

void files_are_refused() {
  struct stat status {};
  require(::open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES);
  require(::open("/tmp/kho-escaped", O_CREAT | O_WRONLY, 0600) < 0 && errno == EACCES);
  require(::stat("/etc/passwd", &status) < 0 && errno == EACCES);
  require(::access("/etc/passwd", R_OK) < 0 && errno == EACCES);
}

void limits_cannot_be_raised() {
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  require(::setrlimit(RLIMIT_CPU, &unlimited) < 0);
}

void memory_is_limited() {
  require(::mmap(nullptr, 1ULL << 40, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
}

// A process that ends at once where it is the new one.
void fork_once() {
  if (::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr) == 0) ::_exit(0);
}

void exec_once() {
  char* const arguments[] = {nullptr};
  ::execve("/nonexistent", arguments, arguments);
}

using Script = std::function<void()>;

// Done after the ready byte, outside the sandbox.
const std::map<std::string_view, Script> kMisbehaviours = {
    {"hang", hang},
    {"hang-after-answer",
     [] {
       const auto record = kho::ingest::encode(no_text());
       send(record.data(), record.size());
       ::close(kho::ingest::kReplyDescriptor);
       hang();
     }},
    {"hang-under-flood",
     [] {
       const std::string flood(1 << 16, 'a');
       while (true) send(flood.data(), flood.size());
     }},
    {"abort", [] { std::abort(); }},
    {"segv",
     [] {
       std::signal(SIGSEGV, SIG_DFL);
       ::raise(SIGSEGV);
     }},
    {"killed", [] { ::raise(SIGKILL); }},
    {"exit-1", [] { ::_exit(1); }},
    {"exit-not-ready", [] { ::_exit(kho::ingest::kExitNotReady); }},
    {"exit-memory", [] { ::_exit(kho::ingest::kExitMemory); }},
    {"silence", [] { ::_exit(0); }},
    {"garbage",
     [] {
       send("no record at all", 16);
       ::_exit(0);
     }},
    {"half",
     [] {
       const auto record = kho::ingest::encode(text(1, {"half of this is lost"}));
       send(record.data(), record.size() / 2);
       ::_exit(0);
     }},
    {"answer-then-abort",
     [] {
       const auto record = kho::ingest::encode(no_text());
       send(record.data(), record.size());
       std::abort();
     }},
    {"other-media-type",
     [] {
       Extraction extraction = no_text();
       extraction.media_type = "image/png";
       answer(extraction);
     }},
    {"too-many-pages-with-text", [] { answer(text(5001, {"a"})); }},
    {"too-much-text",
     [] {
       answer(text(2, {std::string(600 << 10, 'a'), std::string(600 << 10, 'a')}));
     }},
    {"environment", only_own_environment},
    {"descriptors", only_own_descriptors},
};

// Done after the sandbox is closed and the ready byte sent.
const std::map<std::string_view, Script> kEscapes = {
    {"compute", [] {}},
    {"files", files_are_refused},
    {"limits", limits_cannot_be_raised},
    {"memory", memory_is_limited},
    {"burn", burn},
    {"socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
    {"unix-socket", [] { ::socket(AF_UNIX, SOCK_STREAM, 0); }},
    {"exec", exec_once},
    {"fork", fork_once},
    {"ptrace", [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {"signal-parent", [] { ::kill(::getppid(), 0); }},
    {"memfd", [] { ::memfd_create("x", 0); }},
    {"executable-memory",
     [] { ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {"io-uring", [] { ::syscall(SYS_io_uring_setup, 1, nullptr); }},
    {"tgkill-parent", [] { ::syscall(SYS_tgkill, 1, 1, 0); }},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return EXIT_FAILURE;
  const std::string_view script = argv[1];
  if (script == "end-before-ready") return EXIT_SUCCESS;
  if (script == "hang-before-ready") hang();
  if (script == "wrong-first-byte") {
    send("X", 1);
    answer(no_text());
  }
  if (const auto found = kMisbehaviours.find(script); found != kMisbehaviours.end()) {
    send_ready();
    found->second();
    answer(no_text());
  }
  // The same attempt without a sandbox shows that it is the sandbox which stops it.
  const bool open = script.starts_with("open-");
  const auto found = kEscapes.find(open ? script.substr(5) : script);
  if (found == kEscapes.end()) return EXIT_FAILURE;
  if (!open) {
    const kho::ingest::Request request(kho::ingest::kRequestDescriptor);
    kho::ingest::close_sandbox(request.task().cpu, request.task().address_space_bytes);
  }
  send_ready();
  found->second();
  answer(no_text());
}

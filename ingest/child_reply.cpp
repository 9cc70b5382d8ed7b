#include "ingest/child_reply.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace kho::ingest {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Milliseconds to `deadline` for poll(), rounded up; 0 once it has passed.
int milliseconds_left(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 1 << 30));
}

}  // namespace

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) throw_errno("pipe for an extraction reply");
  return {Descriptor(fds[0]), Descriptor(fds[1])};
}

StopDescriptor::StopDescriptor(const std::stop_token& stop)
    : descriptor_(::eventfd(0, EFD_CLOEXEC)), on_stop_(stop, Signal{descriptor_.get()}) {
  if (descriptor_.get() < 0) throw_errno("eventfd for an extraction");
}

Watched watch(const ChildProcess& child, Descriptor reply_end, const StopDescriptor& stop,
              Clock::time_point deadline, std::uint64_t bytes_max, std::vector<std::byte>& reply) {
  std::array<std::byte, 64 << 10> chunk;
  std::array<pollfd, 3> polled{pollfd{reply_end.get(), POLLIN, 0},
                               pollfd{child.end_descriptor(), POLLIN, 0},
                               pollfd{stop.get(), POLLIN, 0}};
  // poll() passes over a negative descriptor: -1 marks what is done.
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    const int left = milliseconds_left(deadline);
    if (left == 0) return Watched::kDeadline;
    if (::poll(polled.data(), polled.size(), left) < 0) {
      if (errno == EINTR) continue;
      throw_errno("wait for an extraction reply");
    }
    if (polled[2].revents != 0) return Watched::kStopped;
    if (polled[1].fd >= 0 && polled[1].revents != 0) polled[1].fd = -1;
    if (polled[0].fd < 0 || polled[0].revents == 0) continue;
    const ssize_t count = ::read(reply_end.get(), chunk.data(), chunk.size());
    if (count < 0 && errno != EINTR) throw_errno("read an extraction reply");
    if (count == 0) polled[0].fd = -1;
    if (count <= 0) continue;
    reply.insert(reply.end(), chunk.begin(), chunk.begin() + count);
    if (reply.size() > bytes_max) return Watched::kTooMuch;
  }
  return Watched::kEnded;
}

}  // namespace kho::ingest

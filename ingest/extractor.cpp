#include "ingest/extractor.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <numeric>
#include <optional>
#include <system_error>

#include "ingest/child_process.h"
#include "ingest/descriptor.h"
#include "ingest/extraction_codec.h"
#include "ingest/extraction_request.h"
#include "ingest/file_text.h"
#include "ingest/media_type.h"

namespace kho::ingest {
namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::byte>;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) throw_errno("pipe for an extraction reply");
  return {Descriptor(fds[0]), Descriptor(fds[1])};
}

// Milliseconds to `deadline` for poll(), rounded up; 0 once it has passed.
int milliseconds_left(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 1 << 30));
}

enum class Watched { kEnded, kDeadline, kTooMuch };

// Collects the reply until the child has ended, the deadline, or more than `bytes_max` bytes.
Watched watch(const ChildProcess& child, Descriptor reply_end, Clock::time_point deadline,
              std::uint64_t bytes_max, Bytes& reply) {
  std::array<std::byte, 64 << 10> chunk;
  std::array<pollfd, 2> polled{pollfd{reply_end.get(), POLLIN, 0},
                               pollfd{child.end_descriptor(), POLLIN, 0}};
  // poll() passes over a negative descriptor: -1 marks what is done.
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    const int left = milliseconds_left(deadline);
    if (left == 0) return Watched::kDeadline;
    if (::poll(polled.data(), polled.size(), left) < 0) {
      if (errno == EINTR) continue;
      throw_errno("wait for an extraction reply");
    }
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

// The extraction in the child's record, if it is one about this file within these limits.
std::optional<Extraction> accept(std::span<const std::byte> record, std::string_view media_type,
                                 const Limits& limits) {
  std::optional<Extraction> extraction = decode(record);
  if (!extraction || extraction->media_type != media_type) return std::nullopt;
  const bool too_many = extraction->failure == Failure::kTooManyPages;
  if (too_many != (extraction->page_count > limits.pages)) return std::nullopt;
  const auto text_bytes =
      std::accumulate(extraction->pages.begin(), extraction->pages.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const std::string& page) { return sum + page.size(); });
  if (text_bytes > limits.text_bytes) return std::nullopt;
  return extraction;
}

// How a child that did not answer in full has failed, once it was ready.
Failure failure_of(Watched watched, const ChildEnd& end) {
  if (watched == Watched::kDeadline || end.signal == SIGXCPU) return Failure::kTimeout;
  // Nobody but the kernel, out of memory, sends a SIGKILL that is not ours.
  if (end.signal == SIGKILL) return Failure::kMemory;
  if (end.signal == 0 && end.status == kExitMemory) return Failure::kMemory;
  return Failure::kCrashed;
}

}  // namespace

const char* failure_name(Failure failure) {
  switch (failure) {
    case Failure::kNone:
      return "none";
    case Failure::kBroken:
      return "broken";
    case Failure::kEncrypted:
      return "encrypted";
    case Failure::kTooManyPages:
      return "too_many_pages";
    case Failure::kTimeout:
      return "timeout";
    case Failure::kMemory:
      return "memory";
    case Failure::kCrashed:
      return "crashed";
    case Failure::kBadReply:
      return "bad_reply";
  }
  assert(false);
  return "none";
}

Extractor::Extractor(std::vector<std::string> child_command, Limits limits)
    : child_command_(std::move(child_command)), limits_(limits) {
  assert(!child_command_.empty());
  assert(limits_.wall.count() > 0 && limits_.cpu.count() > 0);
}

Extraction Extractor::extract(std::span<const std::byte> file) const {
  Extraction result{.outcome = Outcome::kUnsupported,
                    .failure = Failure::kNone,
                    .media_type = std::string(sniff_media_type(file)),
                    .page_count = 0,
                    .pages = {}};
  if (!has_text_extractor(result.media_type)) return result;

  const auto deadline = Clock::now() + limits_.wall;
  Pipe pipe = make_pipe();
  ChildProcess child(child_command_, make_request(file, limits_), pipe.write);
  pipe.write.close();  // So that the child's end is the last one, and its end is our end of file.

  Bytes reply;
  const std::uint64_t reply_bytes_max = 1 + record_bytes_max(limits_.pages, limits_.text_bytes);
  const Watched watched = watch(child, std::move(pipe.read), deadline, reply_bytes_max, reply);
  if (watched != Watched::kEnded) child.kill();
  const ChildEnd end = child.wait();

  result.outcome = Outcome::kFailed;
  if (watched == Watched::kTooMuch || (!reply.empty() && reply.front() != kReady)) {
    result.failure = Failure::kBadReply;
    return result;
  }
  if (reply.empty()) {
    // Not one byte of the file was parsed, so this is not the file's fault.
    throw std::system_error(
        std::make_error_code(watched == Watched::kDeadline ? std::errc::timed_out
                                                           : std::errc::protocol_error),
        "an extraction child did not close its sandbox");
  }
  if (watched != Watched::kEnded || end.signal != 0 || end.status != 0) {
    result.failure = failure_of(watched, end);
    return result;
  }
  if (auto extraction = accept(std::span(reply).subspan(1), result.media_type, limits_)) {
    return *std::move(extraction);
  }
  result.failure = Failure::kBadReply;
  return result;
}

}  // namespace kho::ingest

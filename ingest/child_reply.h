// ingest/child_reply.h - Waiting for what a child answers: until it ends, a deadline or a stop.
//
// Thread-compatible. Errors: std::system_error.
#pragma once

#include <sys/eventfd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "ingest/child_process.h"
#include "ingest/descriptor.h"

namespace kho::ingest {

struct Pipe {
  Descriptor read;
  Descriptor write;
};
[[nodiscard]] Pipe make_pipe();  // Both ends close on exec.

// A descriptor that is readable once its token is stopped.
class StopDescriptor {
 public:
  explicit StopDescriptor(const std::stop_token& stop);
  [[nodiscard]] int get() const { return descriptor_.get(); }

 private:
  struct Signal {
    int descriptor;
    void operator()() const { (void)::eventfd_write(descriptor, 1); }
  };

  const Descriptor descriptor_;
  const std::stop_callback<Signal> on_stop_;
};

enum class Watched { kEnded, kDeadline, kTooMuch, kStopped };

// Collects the reply until the child has ended, the deadline, `stop`, or more than `bytes_max`
// bytes.
[[nodiscard]] Watched watch(const ChildProcess& child, Descriptor reply_end,
                            const StopDescriptor& stop,
                            std::chrono::steady_clock::time_point deadline, std::uint64_t bytes_max,
                            std::vector<std::byte>& reply);

}  // namespace kho::ingest

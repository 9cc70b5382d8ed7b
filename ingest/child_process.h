// ingest/child_process.h - Sole ownership of a running child process.
//
// Destruction kills the child and reaps it, so no path leaves a zombie. SIGCHLD must not be
// ignored in this process, or the kernel reaps first. Thread-compatible. Errors:
// std::system_error.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "ingest/descriptor.h"

namespace kho::ingest {

// How a child ended: `signal` is 0 where it exited by itself, and then `status` is its exit status.
struct ChildEnd {
  int signal = 0;
  int status = 0;
};

class ChildProcess {
 public:
  // Starts `command` (a path, then arguments; PATH is not searched) with an environment of our
  // own, default signals and a process group of its own. It has `request` as descriptor 3, `reply`
  // as 4, /dev/null as 0 to 2, and no other descriptor, close-on-exec or not. Throws if it cannot
  // be started.
  ChildProcess(const std::vector<std::string>& command, const Descriptor& request,
               const Descriptor& reply);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Polls readable once the child has ended.
  [[nodiscard]] int end_descriptor() const { return pidfd_.get(); }

  // SIGKILL. Does nothing to a child that has ended.
  void kill();

  // Waits until the child has ended and reaps it. Call once.
  ChildEnd wait();

 private:
  pid_t pid_ = -1;  // -1 once reaped.
  Descriptor pidfd_;
};

}  // namespace kho::ingest

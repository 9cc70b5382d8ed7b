// tools/job_watch.h - Long work as a command shows it: progress on a terminal, Ctrl-C, the end.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "api/json.h"
#include "tools/running_server.h"
#include "tools/session.h"

namespace kho::tools {

// One line on standard error that is written over: done, share, rate, time left. Only on a
// terminal, and not where `quiet`. Thread-confined.
class ProgressLine {
 public:
  ProgressLine(std::string what, bool quiet);
  ~ProgressLine();  // Wipes it.
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::uint64_t bytes_done, std::uint64_t bytes_to_do);
  // What `text` makes of the seconds since the beginning.
  void show(const std::function<std::string(double seconds)>& text);

 private:
  const std::string what_;
  const bool shown_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_;
};

// "12.3 MB of 40.0 MB, 31 %, 10.2 MB/s, 3 s left"
[[nodiscard]] std::string progress_text(std::uint64_t bytes_done, std::uint64_t bytes_to_do,
                                        double seconds);

// Starts the job that `order` says and waits for its end; a signal stops it cleanly. Returns the
// job. Throws CommandError, also for a job that failed. Meanwhile shows its bytes, or `text` of the
// seconds since the beginning.
[[nodiscard]] api::Json run_job(Session& session, const api::Json& order,
                                const StopSignals& signals, bool quiet,
                                const std::function<std::string(double seconds)>& text = {});

}  // namespace kho::tools

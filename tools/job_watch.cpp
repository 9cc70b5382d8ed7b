#include "tools/job_watch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"

namespace kho::tools {

std::string progress_text(std::uint64_t bytes_done, std::uint64_t bytes_to_do, double seconds) {
  std::string out = size_text(bytes_done);
  if (bytes_to_do > 0) {
    out += tr(" of {}, {} %", size_text(bytes_to_do), bytes_done * 100 / bytes_to_do);
  }
  // A rate of the first moment would promise anything.
  if (seconds < 0.5 || bytes_done == 0) return out;
  const double rate = static_cast<double>(bytes_done) / seconds;
  out += fmt::format(", {}/s", size_text(static_cast<std::uint64_t>(rate)));
  if (bytes_to_do > bytes_done) {
    out += tr(", {:.0f} s left", static_cast<double>(bytes_to_do - bytes_done) / rate);
  }
  return out;
}

ProgressLine::ProgressLine(std::string what, bool quiet)
    : what_(std::move(what)), shown_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressLine::show(std::uint64_t bytes_done, std::uint64_t bytes_to_do) {
  show([&](double seconds) { return progress_text(bytes_done, bytes_to_do, seconds); });
}

void ProgressLine::show(const std::function<std::string(double)>& text) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  const std::chrono::duration<double> took = now - started_;
  std::fputs(fmt::format("\r\x1b[K{}: {}", what_, text(took.count())).c_str(), stderr);
}

api::Json run_job(Session& session, const api::Json& order, const StopSignals& signals, bool quiet,
                  const std::function<std::string(double)>& text) {
  api::Json job = api::parse_json(session.call(json_request("/v1/admin/jobs", order)).body);
  const std::string path = "/v1/admin/jobs/" + job.at("id").get<std::string>();
  ProgressLine line(order.at("kind").get<std::string>(), quiet);
  bool stopping = false;
  while (job.at("state") == "running") {
    if (!stopping && signals.arrived()) {
      (void)session.call(delete_request(path));
      stopping = true;
    }
    // Short, so that a signal is heard soon.
    api::Request watch = get_request(path);
    watch.query = {{"wait", "1"}};
    job = api::parse_json(session.call(std::move(watch)).body);
    if (text) {
      line.show(text);
      continue;
    }
    line.show(job.at("bytes_done").get<std::uint64_t>(),
              job.at("bytes_to_do").get<std::uint64_t>());
  }
  if (job.at("state") == "failed") throw problem_error(job.at("error"));
  return job;
}

}  // namespace kho::tools

#include "bench/scale/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

namespace kho::scale {
namespace {

using SteadyClock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::chrono::milliseconds kLookAgain{20};

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

double cpu_seconds() {
  timespec used{};
  if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) throw_errno("clock_gettime");
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

void write_all(int fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = ::write(fd, text.data() + done, text.size() - done);
    if (wrote < 0) throw_errno("write");
    done += static_cast<std::size_t>(wrote);
  }
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = ::read(fd, part.data(), part.size())) != 0;) {
    if (got < 0) throw_errno("read");
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

// What the child said, and how it ended.
std::pair<json, int> child_of(const std::function<json()>& work, bool kill_itself) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw_errno("pipe");
  const pid_t child = ::fork();
  if (child < 0) throw_errno("fork");
  if (child == 0) {
    json said;
    try {
      said["result"] = work();
    } catch (const std::exception& error) {
      said["error"] = error.what();
    }
    write_all(pipe[1], said.dump());
    if (kill_itself) ::raise(SIGKILL);
    ::_exit(0);
  }
  ::close(pipe[1]);
  const std::string text = read_all(pipe[0]);
  ::close(pipe[0]);
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw_errno("waitpid");
  json said = json::parse(text, nullptr, false);
  if (said.is_discarded()) throw std::runtime_error("a measurement ended without a word");
  if (said.contains("error")) throw std::runtime_error(said["error"].get<std::string>());
  return {said["result"], status};
}

}  // namespace

json apart(const std::function<json()>& work) { return child_of(work, false).first; }

void apart_and_killed(const std::function<void()>& work) {
  // Before what it opened is closed again.
  const auto killed = [&]() -> json {
    work();
    return nullptr;
  };
  const int status = child_of(killed, true).second;
  if (!WIFSIGNALED(status)) throw std::runtime_error("a process that was to be killed was not");
}

double status_megabytes(std::string_view name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(name)) return std::stod(line.substr(line.find(':') + 1)) * 1024 / 1e6;
  }
  throw std::runtime_error("no " + std::string(name) + " in /proc/self/status");
}

void forget_cached(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw_errno("open");
    ::fdatasync(fd);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
  }
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = SteadyClock::now();
  work();
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

json cost_of(const std::function<void()>& work) {
  std::atomic<double> peak = 0;
  const double cpu_before = cpu_seconds();
  double seconds = 0;
  {
    const std::jthread watcher([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        peak = std::max(peak.load(), status_megabytes("RssAnon"));
        std::this_thread::sleep_for(kLookAgain);
      }
    });
    seconds = seconds_of(work);
  }
  return {{"seconds", seconds},
          {"cpu_seconds", cpu_seconds() - cpu_before},
          {"anonymous_mb", std::max(peak.load(), status_megabytes("RssAnon"))}};
}

json percentiles(std::vector<double> us) {
  if (us.empty()) throw std::runtime_error("nothing was measured");
  std::ranges::sort(us);
  const auto at = [&](double share) {
    return us[static_cast<std::size_t>(share * static_cast<double>(us.size() - 1))];
  };
  return {{"p50", at(0.5)},   {"p90", at(0.9)},   {"p99", at(0.99)},
          {"p999", at(0.999)}, {"max", us.back()}, {"count", us.size()}};
}

json timed(std::size_t rounds, const std::function<void()>& call) {
  std::vector<double> us;
  for (std::size_t i = 0; i < rounds + rounds / 10; ++i) {
    const double took = seconds_of(call) * 1e6;
    if (i >= rounds / 10) us.push_back(took);
  }
  return percentiles(std::move(us));
}

}  // namespace kho::scale

// tests/e2e/kho_process.h - The real kho program, as a command and as a server.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/scratch_directory.h"

namespace kho::test {

struct Ran {
  int status = -1;  // Exit status; 128 + signal where it was killed.
  std::string out;
  std::string err;
};

// Runs `kho` with these arguments to its end.
Ran kho(const std::vector<std::string>& arguments);
// The same with a pseudo-terminal (80 columns, kind xterm) for all streams: both are in `out`.
Ran kho_in_terminal(const std::vector<std::string>& arguments);
// The same with standard output going to `out`; returns the exit status.
int kho_to(int out, const std::vector<std::string>& arguments);
// The same with --json; fails the test where it does not succeed.
nlohmann::json kho_json(std::vector<std::string> arguments);

// `kho` with these arguments, running. Killed on destruction if it still runs.
class KhoCommand {
 public:
  explicit KhoCommand(const std::vector<std::string>& arguments);
  ~KhoCommand();
  KhoCommand(const KhoCommand&) = delete;
  KhoCommand& operator=(const KhoCommand&) = delete;

  // Sends the signal, if it is not 0, and waits for the end.
  Ran stop(int signal);

 private:
  const ScratchDirectory scratch_;
  int pid_ = -1;
};

struct Answer {
  int status = 0;  // 0: no answer.
  std::string body;
  std::string etag;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
};

// `kho serve` on a free port. Killed on destruction if it still runs.
class KhoServer {
 public:
  // On a free port of this machine, unless the options say `--listen`. Its log goes to the file.
  explicit KhoServer(const std::string& warehouse, const std::vector<std::string>& options = {},
                     const std::string& log = "/dev/null");
  ~KhoServer();
  KhoServer(const KhoServer&) = delete;
  KhoServer& operator=(const KhoServer&) = delete;

  // Without a body where the type is empty.
  [[nodiscard]] Answer ask(const std::string& method, const std::string& path,
                           const std::string& type, const std::string& body) const;
  [[nodiscard]] Answer get(const std::string& path) const;
  [[nodiscard]] Answer post(const std::string& path, const std::string& type,
                            const std::string& body) const;
  [[nodiscard]] Answer deposit(const std::string& metadata, const std::string& content) const;
  // The same to another path: a later version of a paper.
  [[nodiscard]] Answer post_paper(const std::string& path, const std::string& metadata,
                                  const std::string& content) const;
  // Searches for the text once the index has come so far in the log, or after ten minutes.
  [[nodiscard]] nlohmann::json search(const std::string& text, std::uint64_t position) const;
  // Sends these bytes and returns all that comes back until the server closes.
  [[nodiscard]] std::string raw(const std::string& bytes) const;

  // A connection on which these bytes were sent and no more come, closed when it is destroyed.
  [[nodiscard]] std::shared_ptr<void> half_open(const std::string& bytes) const;

  // Sends the signal and waits; returns as Ran::status.
  int stop(int signal);
  [[nodiscard]] int pid() const { return pid_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string admin_url() const { return admin_url_; }

 private:
  int pid_ = -1;
  int out_ = -1;
  std::uint16_t port_ = 0;
  std::string admin_url_;
};

}  // namespace kho::test

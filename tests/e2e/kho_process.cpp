#include "tests/e2e/kho_process.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

extern char** environ;

namespace kho::test {
namespace {

namespace net = Poco::Net;

int spawn(const std::vector<std::string>& arguments, int out, int err) {
  std::vector<std::string> all = {KHO_BINARY};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& each : all) argv.push_back(each.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  pid_t pid = -1;
  EXPECT_EQ(::posix_spawn(&pid, KHO_BINARY, &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

int wait_for(int pid) {
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

KhoCommand::KhoCommand(const std::vector<std::string>& arguments) {
  const int out = ::open((scratch_ / "out").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int err = ::open((scratch_ / "err").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  pid_ = spawn(arguments, out, err);
  ::close(out);
  ::close(err);
}

KhoCommand::~KhoCommand() {
  if (pid_ > 0) (void)stop(SIGKILL);
}

Ran KhoCommand::stop(int signal) {
  if (signal != 0) ::kill(pid_, signal);
  Ran ran;
  ran.status = wait_for(pid_);
  pid_ = -1;
  ran.out = read_all(scratch_ / "out");
  ran.err = read_all(scratch_ / "err");
  return ran;
}

Ran kho(const std::vector<std::string>& arguments) { return KhoCommand(arguments).stop(0); }

Ran kho_in_terminal(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {KHO_BINARY};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& each : all) argv.push_back(each.data());
  argv.push_back(nullptr);
  const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const int pid = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (pid == 0) {
    ::setenv("TERM", "xterm", 1);
    ::execv(KHO_BINARY, argv.data());
    ::_exit(127);
  }
  Ran ran;
  char buffer[4096];
  // Ends with an error (EIO) once nobody has the terminal open any more.
  for (ssize_t n = 0; (n = ::read(terminal, buffer, sizeof buffer)) > 0;) {
    ran.out.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(terminal);
  ran.status = wait_for(pid);
  return ran;
}

int kho_to(int out, const std::vector<std::string>& arguments) {
  const int err = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int status = wait_for(spawn(arguments, out, err));
  ::close(err);
  return status;
}

nlohmann::json kho_json(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "--json");
  const Ran ran = kho(arguments);
  EXPECT_EQ(ran.status, 0) << ran.err;
  return nlohmann::json::parse(ran.out, nullptr, false);
}

KhoServer::KhoServer(const std::string& warehouse, const std::vector<std::string>& options,
                     const std::string& log) {
  int pipe_fds[2];
  EXPECT_EQ(::pipe2(pipe_fds, O_CLOEXEC), 0);
  const int err = ::open(log.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  std::vector<std::string> arguments = {"--json", "serve", warehouse};
  if (std::ranges::find(options, "--listen") == options.end()) {
    arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
  }
  arguments.insert(arguments.end(), options.begin(), options.end());
  pid_ = spawn(arguments, pipe_fds[1], err);
  ::close(pipe_fds[1]);
  ::close(err);
  out_ = pipe_fds[0];
  // The first line says that it listens, and where.
  std::string line;
  for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) line.push_back(c);
  const auto json = nlohmann::json::parse(line, nullptr, false);
  EXPECT_TRUE(json.is_object()) << "the server did not start: " << line;
  if (json.is_object()) {
    const std::string url = json.at("url");
    port_ = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    admin_url_ = json.value("admin_url", "");
  }
}

KhoServer::~KhoServer() {
  if (pid_ > 0) stop(SIGKILL);
  ::close(out_);
}

int KhoServer::stop(int signal) {
  ::kill(pid_, signal);
  const int status = wait_for(pid_);
  pid_ = -1;
  return status;
}

Answer KhoServer::ask(const std::string& method, const std::string& path, const std::string& type,
                      const std::string& body) const {
  Answer answer;
  try {
    net::HTTPClientSession session("127.0.0.1", port_);
    session.setTimeout(Poco::Timespan(60, 0));
    net::HTTPRequest request(method, path, "HTTP/1.1");
    if (!type.empty()) {
      request.setContentType(type);
      request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    }
    session.sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
    net::HTTPResponse response;
    std::istream& stream = session.receiveResponse(response);
    Poco::StreamCopier::copyToString(stream, answer.body);
    // Cut off: the server ended meanwhile.
    const auto bytes = static_cast<Poco::Int64>(answer.body.size());
    if (response.hasContentLength() && bytes < response.getContentLength64()) return {};
    answer.status = response.getStatus();
    answer.etag = response.get("ETag", "");
  } catch (const Poco::Exception&) {
    answer.status = 0;
  }
  return answer;
}

Answer KhoServer::get(const std::string& path) const { return ask("GET", path, "", ""); }

Answer KhoServer::post(const std::string& path, const std::string& type,
                       const std::string& body) const {
  return ask("POST", path, type, body);
}

Answer KhoServer::deposit(const std::string& metadata, const std::string& content) const {
  return post_paper("/v1/components", metadata, content);
}

Answer KhoServer::post_paper(const std::string& path, const std::string& metadata,
                             const std::string& content) const {
  return post(path, "multipart/form-data; boundary=kho-test-boundary",
              "--kho-test-boundary\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" +
                  metadata +
                  "\r\n--kho-test-boundary\r\nContent-Disposition: form-data; name=\"content\"; "
                  "filename=\"paper.pdf\"\r\n\r\n" +
                  content + "\r\n--kho-test-boundary--\r\n");
}

nlohmann::json KhoServer::search(const std::string& text, std::uint64_t position) const {
  const nlohmann::json question = {
      {"q", text}, {"wait_for_position", position}, {"wait_ms_max", 30000}};
  nlohmann::json answer;
  for (int tries = 0; tries < 20; ++tries) {  // One is enough but under sanitizers.
    answer = post("/v1/search", "application/json", question.dump()).json();
    if (answer.at("position") >= position) break;
  }
  return answer;
}

std::string KhoServer::raw(const std::string& bytes) const {
  std::string back;
  try {
    net::StreamSocket socket(net::SocketAddress("127.0.0.1", port_));
    socket.setReceiveTimeout(Poco::Timespan(60, 0));
    socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    socket.shutdownSend();
    char buffer[4096];
    for (int n = 0; (n = socket.receiveBytes(buffer, sizeof buffer)) > 0;) {
      back.append(buffer, static_cast<std::size_t>(n));
    }
  } catch (const Poco::Exception&) {
    // A reset ends the answer as well.
  }
  return back;
}

std::shared_ptr<void> KhoServer::half_open(const std::string& bytes) const {
  auto socket = std::make_shared<net::StreamSocket>(net::SocketAddress("127.0.0.1", port_));
  socket->sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  return socket;
}

}  // namespace kho::test

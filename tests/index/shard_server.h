// tests/index/shard_server.h - xapian-tcpsrv over a shard, on a free port of this machine.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

namespace kho::index {

// Killed on destruction, with the processes of its connections.
class ShardServer {
 public:
  // On `port`, or on a free one. Fails the test where it does not start.
  explicit ShardServer(const std::filesystem::path& shard, std::uint16_t port = 0)
      : port_(port != 0 ? port : free_port()) {
    int out[2];
    EXPECT_EQ(pipe(out), 0);
    pid_ = fork();
    if (pid_ == 0) {
      setpgid(0, 0);
      dup2(out[1], STDOUT_FILENO);
      const std::string number = std::to_string(port_);
      execlp("xapian-tcpsrv", "xapian-tcpsrv", "--interface", "127.0.0.1", "--port", number.c_str(),
             "--writable", shard.c_str(), nullptr);
      _exit(127);
    }
    setpgid(pid_, pid_);
    close(out[1]);
    // It says that it listens once it does.
    std::string said;
    char byte = 0;
    while (said.find("Listening") == std::string::npos && read(out[0], &byte, 1) == 1) {
      said += byte;
    }
    close(out[0]);
    EXPECT_NE(said.find("Listening"), std::string::npos) << "xapian-tcpsrv: " << said;
  }
  ~ShardServer() { stop(); }
  ShardServer(const ShardServer&) = delete;
  ShardServer& operator=(const ShardServer&) = delete;

  void stop() {
    if (pid_ <= 0) return;
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  static std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
    close(socket);
    return ntohs(address.sin_port);
  }

 private:
  const std::uint16_t port_;
  pid_t pid_ = -1;
};

}  // namespace kho::index

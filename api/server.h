// api/server.h - The sockets: Poco's HTTP server in front of an Api.
//
// Listens on a TCP address and, for the commands of this machine, on a Unix socket. Requests are
// answered by a bounded pool of threads; what no thread takes waits in a bounded queue, and beyond
// it connections are closed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/api.h"
#include "api/connections.h"

namespace kho::api {

struct ListenAddress {
  std::string host = "127.0.0.1";  // An IP address.
  std::uint16_t port = 8420;       // 0: any free one.

  [[nodiscard]] bool is_loopback() const;
};
// "127.0.0.1:8420", "[::1]:0", ":8420" (of this machine) or "8420". Throws std::invalid_argument.
[[nodiscard]] ListenAddress parse_listen_address(const std::string& text);

struct ServerOptions {
  ListenAddress listen;
  std::optional<ListenAddress> admin = {};  // Where administrators ask.
  std::filesystem::path socket;             // Of the Unix socket; empty: none.
  const Tls* tls = nullptr;                 // Absent: plain HTTP. Outlives the server.
  // As many connections are served at a time, and as many wait.
  int threads_max = 1024;
  int queue_max = 256;
  ConnectionLimits limits = {};
  // Where bodies lie that are too large for memory, so many bytes in all; empty: in memory.
  std::filesystem::path spool = {};
  std::uint64_t spooled_bytes_max = 4ULL << 30;
};

// One answered request, for the log.
struct Access {
  std::string_view method;
  std::string_view route;  // The pattern, never the path.
  int status;
  std::uint64_t body_bytes;
  std::int64_t microseconds;
  std::string request_id;  // api/request_id.h
  std::string trace_id;    // Or empty.
};

class Server {
 public:
  // Listens when constructed. Throws std::system_error where an address cannot be had.
  Server(const Api& api, const ServerOptions& options, std::function<void(const Access&)> log);
  ~Server();  // Stops as stop() does.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t admin_port() const;  // 0: there is none.
  // Takes no new connections; requests in progress are answered, those of clients that take longer
  // than five seconds are cut off.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::api

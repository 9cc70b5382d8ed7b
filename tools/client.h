// tools/client.h - One HTTP request to a running kho server, over TCP or its Unix socket.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "api/http.h"

namespace kho::tools {

// Thread-confined.
class Client {
 public:
  static Client tcp(const std::string& host, std::uint16_t port) { return {host, port, {}}; }
  // nullopt where nobody listens on the socket.
  static std::optional<Client> local(const std::filesystem::path& socket);

  // Throws CommandError kUnavailable where the server cannot be reached or breaks off.
  [[nodiscard]] api::Response call(const api::Request& request) const;

 private:
  Client(std::string host, std::uint16_t port, std::filesystem::path socket)
      : host_(std::move(host)), port_(port), socket_(std::move(socket)) {}
  std::string host_;
  std::uint16_t port_;
  std::filesystem::path socket_;  // Empty: TCP.
};

}  // namespace kho::tools

// tools/running_server.h - A warehouse, its interface and its sockets, as one running thing.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/server.h"
#include "api/webhook_sender.h"
#include "tools/server_doors.h"
#include "tools/session.h"
#include "tools/webhooks/address_guard.h"

namespace kho::tools {

// For `--listen`. Throws CommandError kUsage listen_address_invalid.
[[nodiscard]] api::ListenAddress listen_address(const std::string& text);

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts, and ignores SIGPIPE.
// Construct it before any of them.
class StopSignals {
 public:
  StopSignals();
  int wait() const;  // Until one arrives; which.
  [[nodiscard]] bool arrived() const;
  // True: one arrived within `time`.
  [[nodiscard]] bool arrives_within(std::chrono::milliseconds time) const;
  // From now on they end the process again, in this thread: what is left may be left undone.
  void release() const;
};

// Opens the warehouse, starts its followers and the deliveries to webhooks, and listens; ends in
// the opposite order. Logs one JSON line a request to standard error where `log_requests`. Throws
// CommandError listen_address_invalid for an address that other machines reach unless the doors
// guard it.
class RunningServer {
 public:
  RunningServer(const std::filesystem::path& warehouse, api::ServerOptions options,
                bool log_requests, const warehouse::Settings& settings = {},
                const DoorOptions& doors = {}, AddressGuard webhook_guard = {});
  ~RunningServer();

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string admin_url() const;  // Empty: there is none.
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  // Reads certificates and keys again, if there are any. False: there is nothing to be read again.
  bool reload();

 private:
  [[nodiscard]] std::string url_of(const std::string& host, std::uint16_t port) const;

  const std::string host_;
  const std::string admin_host_;
  ServerDoors doors_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<api::WebhookSender> webhook_sender_;
  std::vector<std::jthread> webhook_threads_;
  std::unique_ptr<api::Server> server_;
};

}  // namespace kho::tools

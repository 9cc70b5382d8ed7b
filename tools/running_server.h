// tools/running_server.h - A warehouse, its interface and its sockets, as one running thing.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/json.h"
#include "api/server.h"
#include "api/webhook_sender.h"
#include "tools/session.h"
#include "tools/webhooks/address_guard.h"

namespace kho::tools {

// For `--listen`. Throws CommandError kUsage listen_address_invalid.
[[nodiscard]] api::ServerOptions listen_options(const std::string& address);

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts, and ignores SIGPIPE.
// Construct it before any of them.
class StopSignals {
 public:
  StopSignals();
  void wait() const;  // Until one arrives.
  [[nodiscard]] bool arrived() const;
  // True: one arrived within `time`.
  [[nodiscard]] bool arrives_within(std::chrono::milliseconds time) const;
  // From now on they end the process again, in this thread: what is left may be left undone.
  void release() const;
};

// Opens the warehouse, starts its followers and the deliveries to webhooks, and listens; ends in
// the opposite order. Logs one JSON line a request to standard error where `log_requests`.
class RunningServer {
 public:
  RunningServer(const std::filesystem::path& warehouse, api::ServerOptions options,
                bool log_requests, const warehouse::Settings& settings = {},
                AddressGuard webhook_guard = {});
  ~RunningServer();

  [[nodiscard]] std::string url() const;
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  const std::string host_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<api::WebhookSender> webhook_sender_;
  std::vector<std::jthread> webhook_threads_;
  std::unique_ptr<api::Server> server_;
};

}  // namespace kho::tools

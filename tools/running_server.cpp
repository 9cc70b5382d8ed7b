#include "tools/running_server.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "api/json.h"
#include "tools/command_error.h"
#include "tools/webhooks/webhook_post.h"

namespace kho::tools {
namespace {

// So many slow receivers may be waited for at a time.
constexpr int kWebhookThreads = 4;

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

// Connections, segments and extractors all take descriptors; the usual soft limit is for programs
// that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// One JSON object a line: {"time":…,"level":…,"message":…} and what `fields` adds.
void log_line(spdlog::level::level_enum level, const char* message, const api::Json& fields) {
  static const auto logger = [] {
    auto made = spdlog::stderr_logger_mt("kho");
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
    return made;
  }();
  std::string rest = api::dump(fields);
  rest.front() = ',';  // In place of the brace that the pattern opens...
  rest.pop_back();     // ...and closes.
  if (fields.empty()) rest.clear();
  logger->log(level, "\"message\":{}{}", api::dump(message), rest);
}

}  // namespace

api::ServerOptions listen_options(const std::string& address) {
  api::ServerOptions options;
  try {
    api::parse_listen_address(address, options);
  } catch (const std::invalid_argument& error) {
    throw CommandError(kUsage, "listen_address_invalid", error.what());
  }
  return options;
}

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // A client or a pipe that goes away is an error like others.
}

void StopSignals::release() const {
  const sigset_t set = stop_set();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool StopSignals::arrived() const { return arrives_within(std::chrono::milliseconds(0)); }

bool StopSignals::arrives_within(std::chrono::milliseconds time) const {
  const sigset_t set = stop_set();
  timespec span{};
  span.tv_sec = time.count() / 1000;
  span.tv_nsec = time.count() % 1000 * 1'000'000;
  return ::sigtimedwait(&set, nullptr, &span) > 0;
}

void StopSignals::wait() const {
  const sigset_t set = stop_set();
  int signal = 0;
  ::sigwait(&set, &signal);
}

RunningServer::RunningServer(const std::filesystem::path& warehouse, api::ServerOptions options,
                             bool log_requests, const warehouse::Settings& settings,
                             AddressGuard webhook_guard)
    : host_(options.host), warehouse_(open_warehouse(warehouse, settings)) {
  raise_descriptor_limit();
  api_ = std::make_unique<api::Api>(*warehouse_, [](const std::string& what) {
    log_line(spdlog::level::err, "request failed", {{"cause", what}});
  });
  warehouse_->start_followers();
  webhook_sender_ = std::make_unique<api::WebhookSender>(
      warehouse_->webhook_deliveries(), warehouse::system_clock(),
      webhook_post(std::move(webhook_guard)), [](const std::string& what) {
        log_line(spdlog::level::warn, "webhook", {{"cause", what}});
      });
  for (int i = 0; i < kWebhookThreads; ++i) {
    webhook_threads_.emplace_back(
        [this](const std::stop_token& stop) { webhook_sender_->run(stop); });
  }
  options.socket = socket_of(warehouse);
  server_ =
      std::make_unique<api::Server>(*api_, options, [log_requests](const api::Access& access) {
        if (!log_requests) return;
        api::Json line = {{"method", access.method},
                          {"route", access.route},
                          {"status", access.status},
                          {"body_bytes", access.body_bytes},
                          {"microseconds", access.microseconds},
                          {"request_id", access.request_id}};
        if (!access.trace_id.empty()) line["trace_id"] = access.trace_id;
        log_line(spdlog::level::info, "request", line);
      });
}

RunningServer::~RunningServer() {
  for (std::jthread& thread : webhook_threads_) thread.request_stop();
  if (warehouse_) warehouse_->stop_waiting();
}

std::string RunningServer::url() const {
  const bool v6 = host_.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", host_, v6 ? "]" : "", port());
}

}  // namespace kho::tools

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

// Papers are personal data: what other machines can reach is encrypted, and asks who they are.
void guard_others(ServerDoors& doors, warehouse::Warehouse& warehouse) {
  if (!doors.guards_others(warehouse.tokens().has_any())) {
    throw CommandError(
        kUsage, "listen_address_invalid",
        "other machines can reach this address: that takes TLS (--tls-cert and --tls-key), and a "
        "token (kho token create), an issuer of tokens (--jwt-keys) or certificates of clients "
        "(--tls-client-ca). Without them kho listens on 127.0.0.1 and [::1] only");
  }
  doors.demand_tokens();
}

// What is damaged must be seen, whoever asked for the job.
void tell_end(const warehouse::Job& job) {
  api::Json fields = {{"id", job.id.text()},
                      {"kind", name_in(warehouse::kJobKindNames, job.kind)},
                      {"state", name_in(warehouse::kJobStateNames, job.state)},
                      {"seconds", (job.ended_at_ms - job.started_at_ms) / 1000}};
  const auto* check = std::get_if<warehouse::CheckReport>(job.report.get());
  const bool damaged = check != nullptr && !check->clean();
  if (check != nullptr) {
    fields["errors"] = check->errors;
    fields["damages"] = check->damages;
  }
  if (job.failure) fields["cause"] = command_error_of(job.failure).what();
  const bool bad = damaged || job.state == warehouse::JobState::kFailed;
  log_line(bad ? spdlog::level::err : spdlog::level::info,
           damaged ? "a check found damage" : "job ended", fields);
}

}  // namespace

api::ListenAddress listen_address(const std::string& text) {
  try {
    return api::parse_listen_address(text);
  } catch (const std::invalid_argument& error) {
    throw CommandError(kUsage, "listen_address_invalid", error.what());
  }
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

int StopSignals::wait() const {
  const sigset_t set = stop_set();
  int signal = 0;
  ::sigwait(&set, &signal);
  return signal;
}

RunningServer::RunningServer(const std::filesystem::path& warehouse, api::ServerOptions options,
                             bool log_requests, const warehouse::Settings& settings,
                             const DoorOptions& doors, AddressGuard webhook_guard)
    : host_(options.listen.host),
      admin_host_(options.admin ? options.admin->host : ""),
      doors_(doors,
             [](bool is_warning, const char* message, const api::Json& fields) {
               log_line(is_warning ? spdlog::level::warn : spdlog::level::info, message, fields);
             }),
      warehouse_(open_warehouse(warehouse, settings)) {
  raise_descriptor_limit();
  if (!options.listen.is_loopback() || (options.admin && !options.admin->is_loopback())) {
    guard_others(doors_, *warehouse_);
  }
  api_ = std::make_unique<api::Api>(
      *warehouse_,
      [](const std::string& what) {
        log_line(spdlog::level::err, "request failed", {{"cause", what}});
      },
      doors_.doors());
  warehouse_->jobs().tell_ends_to(tell_end);
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
  options.spool = warehouse;
  options.tls = doors_.doors().tls;
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

bool RunningServer::reload() {
  if (!doors_.can_reload()) return false;
  doors_.reload_now();
  return true;
}

std::string RunningServer::url() const { return url_of(host_, port()); }

std::string RunningServer::admin_url() const {
  return server_->admin_port() == 0 ? "" : url_of(admin_host_, server_->admin_port());
}

std::string RunningServer::url_of(const std::string& host, std::uint16_t port) const {
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", doors_.doors().tls != nullptr ? "https" : "http",
                     v6 ? "[" : "", host, v6 ? "]" : "", port);
}

}  // namespace kho::tools

#include "tools/session.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "store/error.h"
#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/requests.h"

namespace kho::tools {
namespace {

// How long a command that opened the warehouse itself reads files before it leaves the rest.
constexpr std::chrono::seconds kReadingPatience{30};

// Calls `ring` after `time`, unless it is destroyed before.
class AlarmClock {
 public:
  AlarmClock(std::chrono::seconds time, std::function<void()> ring)
      : thread_([this, time, ring = std::move(ring)](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          never_.wait_for(lock, stop, time, [] { return false; });
          if (!stop.stop_requested()) ring();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any never_;
  std::jthread thread_;  // Last: it ends before what it uses.
};

}  // namespace

std::filesystem::path socket_of(const std::filesystem::path& warehouse) {
  return warehouse / "kho.sock";
}

std::unique_ptr<warehouse::Warehouse> open_warehouse(const std::filesystem::path& directory,
                                                     const warehouse::Settings& settings) {
  const ingest::Extractor extractor(
      {"/proc/self/exe", "extraction-child", (directory / "trust").string()}, ingest::Limits{});
  return std::make_unique<warehouse::Warehouse>(
      directory, settings, warehouse::system_clock(), warehouse::system_random(),
      [extractor](std::span<const std::byte> file, const ingest::ExtractionOrder& order) {
        return extractor.extract(file, order);
      },
      [extractor](std::span<const std::byte> file, std::uint32_t page, std::uint32_t width) {
        return extractor.preview(file, page, width);
      });
}

Session::Session(std::filesystem::path warehouse, warehouse::Purpose purpose)
    : purpose_(std::move(purpose)) {
  // Another command may have it open for a moment, or a server may be about to listen.
  constexpr auto kPatience = std::chrono::seconds(10);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    client_ = Client::local(socket_of(warehouse));
    if (client_) return;
    try {
      warehouse_ = open_warehouse(warehouse);
      break;
    } catch (const store::Error& error) {
      // Opening has waited a while itself.
      if (error.errc() != store::Errc::kBusy || std::chrono::steady_clock::now() > deadline) throw;
    }
  }
  // What went wrong inside reaches the user as the answer's problem.
  api_ = std::make_unique<api::Api>(*warehouse_, [](const std::string&) {});
}

Session::~Session() {
  if (is_working_) warehouse_->stop_waiting();
}

api::Response Session::call(api::Request request) {
  request.headers["host"] = "localhost";
  request.headers["accept-language"] = language_tag();
  set_purpose(request, purpose_);
  api::Response response = client_ ? client_->call(request) : api_->handle(request);
  api::gather(response);
  throw_if_problem(response);
  return response;
}

api::Json Session::all_of(const std::string& path, const std::string& name) {
  api::Json all = api::Json::array();
  api::Json next;
  do {
    const api::Json page = api::parse_json(call(page_request(path, next)).body);
    for (const api::Json& record : page.at(name)) all.push_back(record);
    next = page.at("next");
  } while (!next.is_null());
  return {{name, std::move(all)}};
}

void Session::settle() {
  if (!warehouse_ || is_working_) return;
  try {
    std::stop_source stop;
    const AlarmClock alarm(kReadingPatience, [&] { stop.request_stop(); });
    warehouse_->catch_up(stop.get_token());
    const std::uint64_t left = warehouse_->readings().progress().counts.waiting;
    if (left == 1) {
      fmt::print(stderr, "{}",
                 tr("kho: one file is still to be read for the text: a server does so by itself, "
                    "and so does kho readings work DIR\n"));
    } else if (left > 1) {
      fmt::print(stderr, "{}",
                 tr("kho: {} files are still to be read for the text: a server does so by itself, "
                    "and so does kho readings work DIR\n",
                    left));
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}",
               tr("kho: warning: not everything is searchable yet: {}\n", error.what()));
  }
}

void Session::work() {
  if (!warehouse_ || is_working_) return;
  warehouse_->start_followers();
  is_working_ = true;
}

std::string warehouse_name(Session& session) {
  std::string note;
  try {
    note = session.call(get_request("/v1/audit/checkpoint")).body;
  } catch (const CommandError& error) {
    if (error.code() != "not_found") throw;
    api::Request order;
    order.method = "POST";
    order.path = "/v1/audit/checkpoint";
    note = session.call(std::move(order)).body;
  }
  return note.substr(0, note.find('\n'));
}

std::string dossier_id(Session& session, const std::string& id_or_code) {
  if (warehouse::Uuid::parse(id_or_code)) return id_or_code;
  api::Request request = get_request("/v1/dossiers");
  request.query = {{"code", id_or_code}};
  return api::parse_json(session.call(request).body).at("id");
}

}  // namespace kho::tools

#include "tools/session.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "store/error.h"
#include "tools/command_error.h"
#include "tools/requests.h"

namespace kho::tools {

std::filesystem::path socket_of(const std::filesystem::path& warehouse) {
  return warehouse / "kho.sock";
}

std::unique_ptr<warehouse::Warehouse> open_warehouse(const std::filesystem::path& directory) {
  const ingest::Extractor extractor({"/proc/self/exe", "extraction-child"}, ingest::Limits{});
  return std::make_unique<warehouse::Warehouse>(
      directory, warehouse::Settings{}, warehouse::system_clock(), warehouse::system_random(),
      [extractor](std::span<const std::byte> file) { return extractor.extract(file); });
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

Session::~Session() = default;

api::Response Session::call(api::Request request) {
  request.headers["host"] = "localhost";
  set_purpose(request, purpose_);
  api::Response response = client_ ? client_->call(request) : api_->handle(request);
  throw_if_problem(response);
  return response;
}

void Session::settle() {
  if (!warehouse_) return;
  try {
    warehouse_->catch_up();
  } catch (const std::exception& error) {
    fmt::print(stderr, "kho: warning: not everything is searchable yet: {}\n", error.what());
  }
}

std::string dossier_id(Session& session, const std::string& id_or_code) {
  if (warehouse::Uuid::parse(id_or_code)) return id_or_code;
  api::Request request = get_request("/v1/dossiers");
  request.query = {{"code", id_or_code}};
  return api::parse_json(session.call(request).body).at("id");
}

}  // namespace kho::tools

#include "tools/session.h"

#include <fmt/format.h>

#include <cstdio>

#include "store/error.h"
#include "tools/command_error.h"

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

Session::Session(std::filesystem::path warehouse) : client_(Client::local(socket_of(warehouse))) {
  if (client_) return;
  try {
    warehouse_ = open_warehouse(warehouse);
  } catch (const store::Error& error) {
    if (error.errc() != store::Errc::kBusy) throw;
    // Perhaps a server that was just starting has it.
    client_ = Client::local(socket_of(warehouse));
    if (!client_) throw;
    return;
  }
  // What went wrong inside reaches the user as the answer's problem.
  api_ = std::make_unique<api::Api>(*warehouse_, [](const std::string&) {});
}

Session::~Session() = default;

api::Response Session::call(api::Request request) {
  request.headers["host"] = "localhost";
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

}  // namespace kho::tools

// tools/session.h - How a command reaches its warehouse: through the server that has it open, or
// by opening it.
//
// Either way the command speaks the HTTP interface, so both do the same; only the wire differs.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "api/api.h"
#include "api/json.h"
#include "tools/client.h"

namespace kho::tools {

// The Unix socket of the server of a warehouse.
[[nodiscard]] std::filesystem::path socket_of(const std::filesystem::path& warehouse);

// Before a server that went away is asked again.
inline constexpr std::chrono::seconds kServerPause{5};

// Opens a warehouse as this program does everywhere: the system's clock and randomness, and this
// program itself as the extractor's child.
[[nodiscard]] std::unique_ptr<warehouse::Warehouse> open_warehouse(
    const std::filesystem::path& directory, const warehouse::Settings& settings = {});

// Thread-confined.
class Session {
 public:
  // Every request says `purpose`.
  Session(std::filesystem::path warehouse, warehouse::Purpose purpose);
  ~Session();

  // Whether a server has the warehouse open.
  [[nodiscard]] bool is_served() const { return client_.has_value(); }
  // Answers that are problems are thrown as CommandError.
  api::Response call(api::Request request);
  // The whole of a list that comes in pages, as one answer: {NAME: [...]}.
  api::Json all_of(const std::string& path, const std::string& name);
  // Makes what was written searchable before the command ends. A running server does so by itself.
  // Reading scans can take minutes: after half a minute the rest is left for whoever opens the
  // warehouse next. What hinders it is a warning on standard error: the write has been
  // acknowledged.
  void settle();
  // Has what a running server does by itself done in threads of its own until the session ends.
  void work();

 private:
  const warehouse::Purpose purpose_;
  std::optional<Client> client_;  // Set where a server has the warehouse open.
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::unique_ptr<api::Api> api_;
  bool is_working_ = false;
};

// The name that the warehouse has for those who verify its log: no other has it.
[[nodiscard]] std::string warehouse_name(Session& session);

// The id of a dossier, by that id or its code. Throws CommandError kNotFound.
[[nodiscard]] std::string dossier_id(Session& session, const std::string& id_or_code);

}  // namespace kho::tools

// tools/server_doors.h - Who gets in from the network, as the configuration says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/json.h"
#include "api/jwt.h"
#include "api/rate_limit.h"
#include "api/tls.h"

namespace kho::tools {

struct DoorOptions {
  std::vector<std::string> hosts;
  api::TlsFiles tls;                      // Without a certificate: plain HTTP.
  api::JwtIssuer jwt;                     // Without keys: none.
  std::uint64_t requests_per_second = 0;  // 0: no limit.
  std::uint64_t burst = 0;                // 0: as many as in a second.
  bool admin_apart = false;
};

// What the options name, loaded, and read again when it changes. Thread-safe.
class ServerDoors {
 public:
  // Told of what is loaded, and warned of what is wrong.
  using Log = std::function<void(bool is_warning, const char* message, const api::Json& fields)>;
  // Throws CommandError kRefused tls_unusable, jwt_keys_unusable.
  ServerDoors(const DoorOptions& options, Log log);

  [[nodiscard]] const api::Doors& doors() const { return doors_; }
  // Whether there is something to read again.
  [[nodiscard]] bool can_reload() const { return reloader_ != nullptr; }
  void reload_now();
  // Whether other machines may be answered, given that the warehouse `has_tokens`: nobody else
  // reads along, and whoever asks has to show something.
  [[nodiscard]] bool guards_others(bool has_tokens) const;
  // From now on everybody needs a token, whether the warehouse has any or not.
  void demand_tokens() { doors_.token_always = true; }

 private:
  void look(bool at_once);
  void tell(const char* what, const api::Reload& reload, bool at_once) const;
  void tell_end();

  const Log log_;
  const bool knows_clients_;
  std::unique_ptr<api::Tls> tls_;
  std::unique_ptr<api::Jwt> jwt_;
  api::RateLimits limits_;
  api::Doors doors_;
  std::int64_t end_told_at_s_ = 0;           // By the reloader's thread, once that runs.
  std::unique_ptr<api::Reloader> reloader_;  // Last: it ends before what it uses.
};

}  // namespace kho::tools

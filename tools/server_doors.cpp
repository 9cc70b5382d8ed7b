#include "tools/server_doors.h"

#include <Poco/String.h>

#include <algorithm>
#include <ctime>

#include "tools/command_error.h"
#include "warehouse/date.h"
#include "warehouse/environment.h"

namespace kho::tools {
namespace {

constexpr std::chrono::seconds kLookEvery{10};
constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kWarnBeforeEndSeconds = 21 * kDaySeconds;

std::unique_ptr<api::Tls> tls_of(const DoorOptions& options) {
  if (options.tls.certificate.empty()) return nullptr;
  try {
    return std::make_unique<api::Tls>(options.tls);
  } catch (const api::SetupError& error) {
    throw CommandError(kRefused, "tls_unusable", error.what());
  }
}

std::unique_ptr<api::Jwt> jwt_of(const DoorOptions& options) {
  if (options.jwt.keys.empty()) return nullptr;
  try {
    return std::make_unique<api::Jwt>(options.jwt, warehouse::system_clock());
  } catch (const api::SetupError& error) {
    throw CommandError(kRefused, "jwt_keys_unusable", error.what());
  }
}

std::optional<api::Rate> rate_of(const DoorOptions& options) {
  if (options.requests_per_second == 0) return std::nullopt;
  const auto per_second = static_cast<double>(options.requests_per_second);
  return api::Rate{per_second, options.burst > 0 ? static_cast<double>(options.burst) : per_second};
}

}  // namespace

ServerDoors::ServerDoors(const DoorOptions& options, Log log)
    : log_(std::move(log)),
      knows_clients_(!options.tls.client_ca.empty() && !options.tls.client_optional),
      tls_(tls_of(options)),
      jwt_(jwt_of(options)),
      limits_(rate_of(options)) {
  doors_.hosts = options.hosts;
  for (std::string& host : doors_.hosts) Poco::toLowerInPlace(host);
  doors_.tls = tls_.get();
  doors_.jwt = jwt_.get();
  doors_.limits = &limits_;
  doors_.token_always = jwt_ != nullptr;
  doors_.admin_apart = options.admin_apart;
  if (!tls_ && !jwt_) return;
  if (tls_) tell_end();
  reloader_ = std::make_unique<api::Reloader>(kLookEvery, [this](bool at_once) { look(at_once); });
}

void ServerDoors::reload_now() { reloader_->look_now(); }

bool ServerDoors::guards_others(bool has_tokens) const {
  return tls_ != nullptr && (has_tokens || jwt_ != nullptr || knows_clients_);
}

void ServerDoors::look(bool at_once) {
  if (jwt_) tell("jwt", jwt_->reload(at_once), at_once);
  if (!tls_) return;
  const api::Reload reload = tls_->reload(at_once);
  tell("tls", reload, at_once);
  if (reload.outcome == api::Reload::Outcome::kLoaded ||
      std::time(nullptr) - end_told_at_s_ >= kDaySeconds) {
    tell_end();
  }
}

void ServerDoors::tell(const char* what, const api::Reload& reload, bool at_once) const {
  switch (reload.outcome) {
    case api::Reload::Outcome::kUnchanged:
      if (at_once) log_(false, "files unchanged", {{"what", what}});
      return;
    case api::Reload::Outcome::kLoaded:
      return log_(false, "files loaded", {{"what", what}});
    case api::Reload::Outcome::kFailed:
      return log_(true, "changed files cannot be used; what was loaded before stays",
                  {{"what", what}, {"cause", reload.text}});
  }
}

void ServerDoors::tell_end() {
  end_told_at_s_ = std::time(nullptr);
  const bool is_soon = tls_->ends_at_s() - end_told_at_s_ < kWarnBeforeEndSeconds;
  log_(is_soon, is_soon ? "the certificate ends soon" : "certificate",
       {{"not_after", warehouse::utc_text(tls_->ends_at_s() * 1000)}});
}

}  // namespace kho::tools

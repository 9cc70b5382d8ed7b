#include "tools/server_doors.h"

#include <algorithm>
#include <cctype>
#include <ctime>

#include "tools/command_error.h"
#include "warehouse/date.h"

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

}  // namespace

void add_door_options(CLI::App& command, DoorOptions& options) {
  command.add_option("--host", options.hosts,
                     "A name under which this server is asked; *.example stands for one label");
  CLI::Option* certificate = command.add_option("--tls-cert", options.tls.certificate,
                                                "TLS: the certificate and its chain (PEM)");
  CLI::Option* key = command.add_option("--tls-key", options.tls.key, "TLS: its key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  CLI::Option* client_ca =
      command
          .add_option("--tls-client-ca", options.tls.client_ca,
                      "TLS: clients need a certificate of one of these authorities (PEM)")
          ->needs(certificate);
  command
      .add_flag("--tls-client-optional", options.tls.client_optional,
                "TLS: clients may come without a certificate")
      ->needs(client_ca);
}

ServerDoors::ServerDoors(const DoorOptions& options, Log log)
    : log_(std::move(log)),
      knows_clients_(!options.tls.client_ca.empty() && !options.tls.client_optional),
      tls_(tls_of(options)) {
  doors_.hosts = options.hosts;
  for (std::string& host : doors_.hosts) {
    for (char& c : host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  doors_.tls = tls_.get();
  if (!tls_) return;
  tell_end();
  reloader_ = std::make_unique<api::Reloader>(kLookEvery, [this](bool at_once) { look(at_once); });
}

void ServerDoors::reload_now() { reloader_->look_now(); }

bool ServerDoors::guards_others(bool has_tokens) const {
  return tls_ != nullptr && (has_tokens || knows_clients_);
}

void ServerDoors::look(bool at_once) {
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
      return log_(false, "files loaded", {{"what", what}, {"from", reload.text}});
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

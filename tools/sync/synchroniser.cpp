#include "tools/sync/synchroniser.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/requests.h"
#include "tools/sync/payload.h"

namespace kho::tools {
namespace {

using api::Json;

struct Changed {
  std::string dossier;
  std::uint64_t position = 0;  // Of its first event.
};

// The dossiers that events of the page are about, each once, by its first event.
std::vector<Changed> changed_in(const Json& events) {
  std::vector<Changed> changed;
  for (const Json& event : events) {
    const auto id = event.at("data").find("dossier_id");
    if (id == event.at("data").end()) continue;
    if (std::ranges::find(changed, id->get<std::string>(), &Changed::dossier) != changed.end()) {
      continue;
    }
    changed.push_back({*id, std::stoull(event.at("id").get<std::string>())});
  }
  return changed;
}

}  // namespace

Synchroniser::Step Synchroniser::step(std::chrono::seconds wait) {
  api::Request request = get_request("/v1/events");
  request.query = {{"after", std::to_string(progress_.position())},
                   {"limit", "1000"},
                   {"wait", std::to_string(wait.count())}};
  const Json page = api::parse_json(around_.kho(std::move(request)).body);
  if (page.at("log_position").get<std::uint64_t>() < progress_.position()) {
    throw CommandError(kFailed, "sync_state_ahead",
                       tr("the warehouse has fewer events than the partner was told of: it was "
                          "restored to an earlier state. Remove the state file to tell everything "
                          "again"));
  }
  const auto next = page.at("next").get<std::uint64_t>();
  const std::vector<Changed> changed = changed_in(page.at("events"));
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (!tell_or_put_aside(changed[i].dossier, changed[i].position)) return Step::kStopped;
    // All events before the next dossier's first one are of dossiers that were told.
    progress_.save(i + 1 < changed.size() ? changed[i + 1].position - 1 : next);
  }
  progress_.save(next);
  return next < page.at("log_position").get<std::uint64_t>() ? Step::kMore : Step::kDrained;
}

bool Synchroniser::redo() {
  const std::vector<DeadLetter> letters = progress_.dead_letters();
  return std::ranges::all_of(letters, [&](const DeadLetter& letter) {
    return tell_or_put_aside(letter.dossier, letter.position);
  });
}

bool Synchroniser::tell_or_put_aside(const std::string& dossier, std::uint64_t position) {
  if (!around_.pause(std::chrono::milliseconds(0))) return false;
  std::string reason;
  try {
    const Json exported =
        api::parse_json(around_.kho(get_request("/v1/dossiers/" + dossier + "/sync")).body);
    const std::string payload = api::dump(payload_of(exported, mapping_));
    std::chrono::milliseconds pause = mapping_.pause;
    for (std::uint32_t attempt = 1;; ++attempt) {
      const PartnerAnswer answer = tell_once(payload);
      if (answer.outcome == PartnerAnswer::Outcome::kAccepted) {
        ++counts_.told;
        progress_.forget(dossier);
        return true;
      }
      reason = answer.reason;
      around_.report(tr("dossier {} at {}: attempt {} of {} failed: {}", dossier, position, attempt,
                        mapping_.attempts, reason));
      if (attempt >= mapping_.attempts) break;
      if (!around_.pause(pause)) return false;
      pause = std::min(pause * 2, mapping_.pause_max);
    }
  } catch (const WidthExceeded& error) {
    // It would be refused as often as it is told.
    reason = std::string("width_exceeded: ") + error.what();
  } catch (const CommandError& error) {
    // Kho's own refusal to tell of this dossier; that it does not answer at all is not for here.
    if (error.status() == kUnavailable) throw;
    reason = error.code();
  }
  around_.report(tr("dossier {} at {}: put aside: {}", dossier, position, reason));
  progress_.put_aside({dossier, position, reason, around_.clock.now_ms()});
  ++counts_.put_aside;
  return true;
}

PartnerAnswer Synchroniser::tell_once(const std::string& payload) const {
  const PartnerAnswer answer = around_.partner(mapping_.create_url, payload);
  if (answer.outcome != PartnerAnswer::Outcome::kExists) return answer;
  PartnerAnswer updated = around_.partner(mapping_.update_url, payload);
  if (updated.outcome == PartnerAnswer::Outcome::kExists) {
    return {PartnerAnswer::Outcome::kFailed, "update_says_exists"};
  }
  return updated;
}

}  // namespace kho::tools

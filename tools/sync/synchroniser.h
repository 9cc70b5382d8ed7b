// tools/sync/synchroniser.h - Tells a partner's system what became of dossiers, in their order.
//
//   event feed ──> dossiers of a page ──> each told once, with its last state ──> position saved
//                                            │ refused, however often
//                                            └──> put aside (dead letter), and on
//
// The position moves only past what the partner acknowledged or what was put aside. A crash between
// acknowledgement and saving tells a dossier again, which the partner takes as an update.
//
// Thread-confined. Errors: CommandError where Kho itself does not answer, sync_state_ahead;
// std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "api/http.h"
#include "tools/sync/mapping.h"
#include "tools/sync/partner.h"
#include "tools/sync/progress_file.h"
#include "warehouse/environment.h"

namespace kho::tools {

// The world around it, passed in so that tests can own it.
struct SyncSurroundings {
  std::function<api::Response(api::Request)> kho;  // Throws CommandError for a problem.
  AskPartner partner;
  std::function<bool(std::chrono::milliseconds)> pause;  // 0 or more. False: it is time to stop.
  std::function<void(const std::string&)> report;        // One line: ids and codes only.
  const warehouse::Clock& clock;
};

struct SyncCounts {
  std::uint64_t told = 0;
  std::uint64_t put_aside = 0;
};

class Synchroniser {
 public:
  Synchroniser(const Mapping& mapping, ProgressFile& progress, SyncSurroundings surroundings)
      : mapping_(mapping), progress_(progress), around_(std::move(surroundings)) {}

  enum class Step { kMore, kDrained, kStopped };
  // One page of the feed; waits up to `wait` where there is nothing new.
  Step step(std::chrono::seconds wait);
  // Tells again what was put aside; what fails again stays there. False: stopped.
  bool redo();

  [[nodiscard]] const SyncCounts& counts() const { return counts_; }

 private:
  // False: stopped in between, and nothing is known of it.
  bool tell_or_put_aside(const std::string& dossier, std::uint64_t position);
  PartnerAnswer tell_once(const std::string& payload) const;

  const Mapping& mapping_;
  ProgressFile& progress_;
  SyncSurroundings around_;
  SyncCounts counts_;
};

}  // namespace kho::tools

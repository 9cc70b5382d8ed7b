// tools/import/watcher.h - Takes what is laid into a watched folder into the warehouse.
//
// Thread-confined. Errors: those of the warehouse, where it cannot go on; std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "api/json.h"
#include "tools/import/deposit.h"
#include "tools/import/watched_folder.h"

namespace kho::tools {

struct WatchCounts {
  std::uint64_t imported = 0;  // Papers that the warehouse had not.
  std::uint64_t held = 0;      // That it had.
  std::uint64_t failed = 0;
  std::uint64_t waiting = 0;  // When it ended: papers without a sidecar, and the other way round,
                              // and what was still being written.
};

struct WatchSurroundings {
  Ask ask;
  std::function<bool()> stop;  // True: it is time to stop.
  // Tells of a refused paper: its name may hold a personal number, so that only its code is told.
  std::function<void(const CommandError&)> report;
};

class Watcher {
 public:
  // What a sidecar does not say is taken from `defaults`.
  Watcher(WatchedFolder& folder, api::Json defaults, WatchSurroundings around)
      : folder_(folder), defaults_(std::move(defaults)), around_(std::move(around)) {}

  // Until it is stopped, or with `once` until nothing is ready any more and what is being written
  // had the settling time. False: stopped. Where the warehouse fails it throws, and may be called
  // again.
  bool run(bool once, std::chrono::milliseconds settling);

  [[nodiscard]] const WatchCounts& counts() const { return counts_; }

 private:
  void take(const std::string& name);

  WatchedFolder& folder_;
  const api::Json defaults_;
  const WatchSurroundings around_;
  WatchCounts counts_;
};

}  // namespace kho::tools

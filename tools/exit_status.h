// tools/exit_status.h - What the kho command's exit status says. Listed in docs/cli.md.
#pragma once

namespace kho::tools {

enum ExitStatus {
  kOk = 0,
  kFailed = 1,       // Something went wrong inside, or stored data is damaged.
  kUsage = 2,        // The command line is wrong.
  kRefused = 3,      // The warehouse refused the input.
  kNotFound = 4,     // No such warehouse, file or component.
  kUnavailable = 5,  // Busy, full, or not ready: try again later.
  kDamageFound = 6,  // A check, audit, compaction or rebuild found damage; a proof does not hold.
  kStopped = 7,      // Ctrl-C ended it before its end; what was done stays done.
};

}  // namespace kho::tools

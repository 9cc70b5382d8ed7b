// tools/exit_status.h - What the kho command's exit status says. Listed in docs/cli.md.
#pragma once

#include <array>
#include <string_view>
#include <utility>

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
  kLookNeeded = 8,   // kho doctor found nothing broken, but something that wants a look.
};

// For manual pages.
inline constexpr std::array<std::pair<ExitStatus, std::string_view>, 9> kExitStatusTexts{{
    {kOk, "done"},
    {kFailed, "something went wrong inside, or stored data is damaged"},
    {kUsage, "the command line is wrong"},
    {kRefused, "the warehouse refused the input; the code says why"},
    {kNotFound, "no such warehouse, file or component"},
    {kUnavailable, "busy, full or not reachable: try again later"},
    {kDamageFound, "damage was found, or a proof does not hold"},
    {kStopped, "stopped by Ctrl-C before its end"},
    {kLookNeeded, "kho doctor found something that wants a look"},
}};

}  // namespace kho::tools

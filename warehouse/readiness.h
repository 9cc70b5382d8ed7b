// warehouse/readiness.h - How the warehouse is: what is measured of it, and what is made of that.
//
// A check that warns needs a look in the next days; one that fails means that part of the service
// is not there. Pure function over values; texts are for people and hold nothing of papers or
// owners.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"
#include "warehouse/names.h"
#include "warehouse/readings.h"

namespace kho::warehouse {

enum class Part { kStore, kDisk, kAccessLog, kIndex, kText, kTally, kAudit, kSigningKey };
inline constexpr NameTable<Part, 8> kPartNames{{{Part::kStore, "store"},
                                                {Part::kDisk, "disk"},
                                                {Part::kAccessLog, "access_log"},
                                                {Part::kIndex, "index"},
                                                {Part::kText, "text"},
                                                {Part::kTally, "indicators"},
                                                {Part::kAudit, "audit"},
                                                {Part::kSigningKey, "signing_key"}}};

struct Failure {
  Part part = Part::kStore;
  std::string why;
};

// How much a check found.
struct Findings {
  std::uint64_t notes = 0;
  std::uint64_t errors = 0;
  std::uint64_t damages = 0;
  [[nodiscard]] bool is_bad() const { return errors + damages > 0; }
};

// What was measured.
struct Status {
  bool writable = false;
  bool searchable = false;
  store::Position log_position = 0;
  store::Position text_position = 0;
  store::Position index_position = 0;
  store::Position audit_position = 0;
  store::Position indicator_position = 0;
  ReadingProgress readings;
  std::uint64_t accesses_waiting = 0;       // Views that are not durable yet.
  std::optional<std::uint64_t> free_bytes;  // Of the disk; nullopt: it could not be asked.
  std::uint64_t file_bytes_max = 0;         // A deposit may have so many.
  std::optional<Findings> last_check;       // Of the last that ran to its end.
  std::vector<Failure> failures;            // What does not work; empty while all is well.

  // How many entries of the log are behind a position.
  [[nodiscard]] std::uint64_t behind(store::Position position) const {
    return position < log_position ? log_position - position : 0;
  }
};

struct Check {
  enum class Level { kOk, kWarn, kFail };
  Part part = Part::kStore;
  Level level = Level::kOk;
  std::vector<std::string> reasons;  // Of a warning or a failure.
  std::vector<std::pair<std::string_view, std::uint64_t>> numbers;
};
inline constexpr NameTable<Check::Level, 3> kCheckLevelNames{
    {{Check::Level::kOk, "ok"}, {Check::Level::kWarn, "warn"}, {Check::Level::kFail, "fail"}}};

// From these on a check warns.
inline constexpr std::uint64_t kFreeBytesWarn = 2ULL << 30;  // And fewer.
inline constexpr std::uint64_t kBehindWarn = 10'000;
inline constexpr std::uint64_t kReadingsWarn = 10'000;

// One check for each part, in the order of Part.
[[nodiscard]] std::vector<Check> checks_of(const Status& status);

}  // namespace kho::warehouse

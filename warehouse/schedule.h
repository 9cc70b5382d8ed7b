// warehouse/schedule.h - Which maintenance the server does by itself, and when it is due.
//
// Each task has its turn once in the quiet hours of a night: one that was begun in them is not
// begun again before the next ones, whatever came of it, so a server that ends over its work does
// not end over it all night. A night in which no server ran is not made up for. Pure functions over
// values; the times are those of a clock that may jump either way.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "warehouse/names.h"
#include "warehouse/readiness.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// In the order in which they have their turn.
enum class ScheduledTask { kCheck, kCompact, kRipen };
inline constexpr NameTable<ScheduledTask, 3> kScheduledTaskNames{
    {{ScheduledTask::kCheck, "check"},
     {ScheduledTask::kCompact, "compact"},
     {ScheduledTask::kRipen, "ripen"}}};

// A span of each day in Vietnam (UTC+7, no summer time), perhaps over midnight.
class QuietHours {
 public:
  QuietHours() = default;  // None.
  // "22:00-05:00"; "00:00-24:00" is the whole day, "" none. nullopt for anything else, and where
  // both ends are the same.
  static std::optional<QuietHours> parse(std::string_view text);

  struct Night {
    std::int64_t begin_ms = 0;
    std::int64_t end_ms = 0;  // Not included.
    [[nodiscard]] bool holds(std::int64_t ms) const { return begin_ms <= ms && ms < end_ms; }
  };
  // The one that holds `ms`, or else the next; nullopt: there is none.
  [[nodiscard]] std::optional<Night> at_or_after(std::int64_t ms) const;
  [[nodiscard]] bool is_empty() const { return minutes_ == 0; }
  [[nodiscard]] std::string text() const;

 private:
  int begin_minute_ = 0;
  int minutes_ = 0;  // 0..1440
};

enum class RunOutcome {
  kRunning,
  kDone,
  kDamageFound,  // It ran to its end, and something is damaged or wrong.
  kStopped,      // By its job's id.
  kOutOfTime,    // The night or its own time was over; compaction goes on in the next one.
  kFailed,
  kInterrupted,  // The server ended.
};
// The numbers stand in records (docs/format/records.md).
inline constexpr NameTable<RunOutcome, 7> kRunOutcomeNames{
    {{RunOutcome::kRunning, "running"},
     {RunOutcome::kDone, "done"},
     {RunOutcome::kDamageFound, "damage_found"},
     {RunOutcome::kStopped, "stopped"},
     {RunOutcome::kOutOfTime, "out_of_time"},
     {RunOutcome::kFailed, "failed"},
     {RunOutcome::kInterrupted, "interrupted"}}};

inline constexpr std::int64_t kPausedForGood = std::numeric_limits<std::int64_t>::max();

// What is kept of a task, from one server to the next.
struct TaskRecord {
  // Of the last run.
  std::int64_t started_at_ms = 0;  // 0: there was none.
  std::int64_t ended_at_ms = 0;    // 0 while it runs, and where that is not known.
  RunOutcome outcome = RunOutcome::kRunning;
  std::optional<Uuid> job;
  // Of the last check that ran to its end; where a part was damaged, of that one until it is read
  // again. Which part: as next_part counts.
  Findings findings;
  std::uint32_t findings_part = 0;

  std::int64_t succeeded_at_ms = 0;  // When a run last did all it should; 0: never.
  std::uint32_t next_part = 0;  // Of a check: the one behind the last that was read to its end.
  std::int64_t paused_until_ms = 0;  // Not before then.
  std::string paused_by;
};

// When the task is to begin; `now_ms` where that is now. nullopt: never.
[[nodiscard]] std::optional<std::int64_t> next_run_ms(const QuietHours& hours,
                                                      const TaskRecord& task, std::int64_t now_ms);

struct SchedulePolicy {
  QuietHours quiet_hours;  // None: nothing is done.
  bool check = true;
  std::uint32_t check_parts = 30;  // A night reads one part in so many.
  bool compact = true;
  double dead_share = 0.2;
  bool ripen = true;
  std::int64_t ripe_after_seconds = 30LL * 86'400;
  std::uint64_t bytes_per_second = 20'000'000;  // Read; 0: no limit.
  std::chrono::seconds time_max{7200};          // Of each run; 0: until the quiet hours end.
  // A server that has just begun has other things to do, and one that ends again and again does
  // not begin with this.
  std::chrono::seconds start_delay{600};

  [[nodiscard]] bool has(ScheduledTask task) const {
    switch (task) {
      case ScheduledTask::kCheck:
        return check;
      case ScheduledTask::kCompact:
        return compact;
      case ScheduledTask::kRipen:
        return ripen;
    }
    return false;
  }
};

}  // namespace kho::warehouse

// warehouse/scheduler.h - Does the maintenance that the schedule orders, as jobs like any other.
//
//   due ──> its job runs ──> it has ended: entered, with what came of it
//    ^            └─ the quiet hours or its own time end: stopped
//    └── another job runs: looks again later
//
// What is kept of a task stands in the tables (docs/format/records.md). Where it cannot be written,
// it holds until the warehouse is closed: no failing disk makes a task run again and again.
// Thread-safe, but for step() and run(), which one thread calls. Errors: store::Error.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "warehouse/jobs.h"
#include "warehouse/schedule.h"

namespace kho::warehouse {

struct TaskView {
  ScheduledTask task = ScheduledTask::kCheck;
  bool enabled = false;                     // The policy has it, and a server does it.
  std::optional<std::int64_t> next_run_ms;  // nullopt: not by itself.
  TaskRecord record;
};

class Scheduler {
 public:
  // Starts the job of a task; `part` is that of a check. Throws kJobRunning.
  using Start = std::function<Job(const SchedulePolicy&, ScheduledTask, std::uint32_t part)>;
  Scheduler(store::Store& store, const Clock& clock, Jobs& jobs, Start start);

  // What is to be done from now on. Before the first step.
  void set_policy(const SchedulePolicy& policy);
  [[nodiscard]] SchedulePolicy policy() const;
  [[nodiscard]] std::vector<TaskView> tasks() const;  // In the order of ScheduledTask.

  // Not before `until_ms`; kPausedForGood, or 0 for at once. What runs goes on. Throws
  // kMetadataInvalid where `by` holds a personal number.
  TaskView pause(ScheduledTask task, std::int64_t until_ms, const std::string& by);

  // Begins what is due, or follows what runs. After so long it is to be called again.
  std::chrono::milliseconds step();
  void run(const std::stop_token& stop);

  // Of the last check of its own that ran to its end.
  [[nodiscard]] std::optional<Findings> last_findings() const;

  // A check of everything found nothing: what a part had found is mended.
  void note_whole();

  // Runs that have ended since the warehouse was opened.
  using Counts = std::map<std::pair<ScheduledTask, RunOutcome>, std::uint64_t>;
  [[nodiscard]] Counts counts() const;

 private:
  struct Running {
    ScheduledTask task;
    Uuid job;
    std::int64_t deadline_ms;
    bool out_of_time = false;
  };

  [[nodiscard]] std::vector<TaskView> tasks_at(std::int64_t now_ms) const;
  [[nodiscard]] TaskView view(ScheduledTask task, std::int64_t now_ms) const;
  std::chrono::milliseconds begin_due(std::int64_t now_ms);
  void follow(std::int64_t now_ms);
  void enter_end(const Job& job);
  void change(ScheduledTask task, const std::function<void(TaskRecord&)>& how, bool must_be_kept);

  store::Store& store_;
  const Clock& clock_;
  Jobs& jobs_;
  const Start start_;
  mutable std::mutex mutex_;
  SchedulePolicy policy_;                                       // Protected by mutex_.
  std::array<TaskRecord, kScheduledTaskNames.size()> records_;  // Protected by mutex_.
  Counts counts_;                                               // Protected by mutex_.
  std::optional<Running> running_;                              // By who calls step().
};

}  // namespace kho::warehouse

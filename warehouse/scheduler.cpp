#include "warehouse/scheduler.h"

#include <algorithm>
#include <condition_variable>

#include "warehouse/error.h"
#include "warehouse/log_text.h"
#include "warehouse/schedule_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::chrono::milliseconds kFollowEvery{500};
constexpr std::chrono::milliseconds kLookEvery{30'000};

std::string key_of(ScheduledTask task) {
  return "schedule/" + std::string(name_in(kScheduledTaskNames, task));
}

std::size_t index_of(ScheduledTask task) { return static_cast<std::size_t>(task); }

struct FoundDamage {
  bool operator()(const CheckReport& report) const { return !report.clean(); }
  bool operator()(const store::CompactionReport& report) const { return !report.failures.empty(); }
  bool operator()(const auto&) const { return false; }
};

RunOutcome outcome_of(const Job& job, bool out_of_time) {
  switch (job.state) {
    case JobState::kStopped:
      return out_of_time ? RunOutcome::kOutOfTime : RunOutcome::kStopped;
    case JobState::kFailed:
      return RunOutcome::kFailed;
    default:
      return std::visit(FoundDamage(), *job.report) ? RunOutcome::kDamageFound : RunOutcome::kDone;
  }
}

}  // namespace

Scheduler::Scheduler(store::Store& store, const Clock& clock, Jobs& jobs, Start start)
    : store_(store), clock_(clock), jobs_(jobs), start_(std::move(start)) {
  const auto tables = store_.snapshot();
  for (const auto& [task, name] : kScheduledTaskNames) {
    const auto bytes = tables->get(kWarehouse, key_of(task));
    if (!bytes) continue;
    TaskRecord& record = records_[index_of(task)];
    try {
      record = decode_task_record(*bytes);
    } catch (const store::Error&) {
      continue;  // As if it had never run: no reason not to open the warehouse.
    }
    const bool ran = record.started_at_ms != 0 && record.outcome == RunOutcome::kRunning;
    if (ran) record.outcome = RunOutcome::kInterrupted;
  }
}

void Scheduler::set_policy(const SchedulePolicy& policy) {
  const std::lock_guard lock(mutex_);
  policy_ = policy;
}

SchedulePolicy Scheduler::policy() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

TaskView Scheduler::view(ScheduledTask task, std::int64_t now_ms) const {
  TaskView view;
  view.task = task;
  view.record = records_[index_of(task)];
  if (view.record.paused_until_ms <= now_ms) {
    view.record.paused_until_ms = 0;
    view.record.paused_by.clear();
  }
  view.enabled = policy_.has(task) && !policy_.quiet_hours.is_empty();
  if (view.enabled) view.next_run_ms = next_run_ms(policy_.quiet_hours, view.record, now_ms);
  return view;
}

std::vector<TaskView> Scheduler::tasks() const { return tasks_at(clock_.now_ms()); }

std::vector<TaskView> Scheduler::tasks_at(std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  std::vector<TaskView> views;
  for (const auto& [task, name] : kScheduledTaskNames) views.push_back(view(task, now_ms));
  return views;
}

std::optional<Findings> Scheduler::last_findings() const {
  const std::lock_guard lock(mutex_);
  const TaskRecord& record = records_[index_of(ScheduledTask::kCheck)];
  return record.next_part == 0 ? std::nullopt : std::optional(record.findings);
}

void Scheduler::note_whole() {
  const auto findings = last_findings();
  if (!findings || !findings->is_bad()) return;
  change(
      ScheduledTask::kCheck, [](TaskRecord& record) { record.findings = {}; }, false);
}

Scheduler::Counts Scheduler::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

// The lock is held over the commit, so that no two changes overtake each other.
void Scheduler::change(ScheduledTask task, const std::function<void(TaskRecord&)>& how,
                       bool must_be_kept) {
  const std::lock_guard lock(mutex_);
  TaskRecord changed = records_[index_of(task)];
  how(changed);
  try {
    store_.commit([&](store::Transaction& transaction) {
      transaction.tables().put(kWarehouse, key_of(task), encode(changed));
    });
  } catch (const std::system_error&) {
    if (must_be_kept) throw;
  }
  records_[index_of(task)] = std::move(changed);
}

TaskView Scheduler::pause(ScheduledTask task, std::int64_t until_ms, const std::string& by) {
  const std::string good = log_text("by", by);
  change(
      task,
      [&](TaskRecord& record) {
        record.paused_until_ms = until_ms;
        record.paused_by = until_ms == 0 ? "" : good;
      },
      true);
  const std::int64_t now_ms = clock_.now_ms();
  const std::lock_guard lock(mutex_);
  return view(task, now_ms);
}

std::chrono::milliseconds Scheduler::step() {
  const std::int64_t now_ms = clock_.now_ms();
  if (running_) follow(now_ms);
  return running_ ? kFollowEvery : begin_due(now_ms);
}

std::chrono::milliseconds Scheduler::begin_due(std::int64_t now_ms) {
  for (const TaskView& each : tasks_at(now_ms)) {
    if (!each.next_run_ms || *each.next_run_ms > now_ms) continue;
    const SchedulePolicy ordered = policy();
    std::int64_t deadline_ms = ordered.quiet_hours.at_or_after(now_ms)->end_ms;
    if (ordered.time_max.count() > 0) {
      deadline_ms = std::min(deadline_ms, now_ms + ordered.time_max.count() * 1000);
    }
    Job job;
    try {
      job = start_(ordered, each.task, each.record.next_part % ordered.check_parts);
    } catch (const Error& error) {
      if (error.code() != Errc::kJobRunning) throw;
      return kLookEvery;
    }
    running_ = {each.task, job.id, deadline_ms};
    change(
        each.task,
        [&](TaskRecord& record) {
          record.started_at_ms = now_ms;
          record.ended_at_ms = 0;
          record.outcome = RunOutcome::kRunning;
          record.job = job.id;
        },
        false);
    return kFollowEvery;
  }
  return kLookEvery;
}

void Scheduler::follow(std::int64_t now_ms) {
  const auto job = jobs_.find(running_->job, std::chrono::milliseconds(0));
  if (job && job->state == JobState::kRunning) {
    if (now_ms < running_->deadline_ms) return;
    running_->out_of_time = true;
    jobs_.stop(running_->job);
    return;
  }
  if (job) {
    enter_end(*job);
  } else {  // Forgotten: many others ran meanwhile.
    change(
        running_->task, [&](TaskRecord& record) { record.outcome = RunOutcome::kInterrupted; },
        false);
  }
  running_.reset();
}

void Scheduler::enter_end(const Job& job) {
  const ScheduledTask task = running_->task;
  const RunOutcome outcome = outcome_of(job, running_->out_of_time);
  const auto* check = std::get_if<CheckReport>(job.report.get());
  change(
      task,
      [&](TaskRecord& record) {
        record.ended_at_ms = job.ended_at_ms;
        record.outcome = outcome;
        if (check != nullptr && job.state == JobState::kDone) {
          const Findings found{check->notes, check->errors, check->damages};
          const std::uint32_t parts = policy_.check_parts;
          const bool is_same_part = record.next_part % parts == record.findings_part % parts;
          // Another part that is whole proves nothing of one that was not.
          if (found.is_bad() || !record.findings.is_bad() || is_same_part) {
            record.findings = found;
            record.findings_part = record.next_part;
          }
          ++record.next_part;
        }
        // A part of a check that was not read to its end proves nothing; to compact as much as the
        // time allows is all that was ordered.
        const bool succeeded = outcome == RunOutcome::kDone ||
                               (outcome == RunOutcome::kOutOfTime && task != ScheduledTask::kCheck);
        if (succeeded) record.succeeded_at_ms = job.ended_at_ms;
      },
      false);
  const std::lock_guard lock(mutex_);
  ++counts_[{task, outcome}];
}

void Scheduler::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;  // Nobody wakes it but the stop.
  const auto wait = [&](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
  };
  std::chrono::milliseconds pause = policy().start_delay;
  while (true) {
    wait(pause);
    if (stop.stop_requested()) return;
    try {
      pause = step();
    } catch (const std::exception&) {
      pause = kLookEvery;  // What hinders it hinders others, too, and is told there.
    }
  }
}

}  // namespace kho::warehouse

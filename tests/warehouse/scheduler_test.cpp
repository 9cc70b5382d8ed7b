#include "warehouse/scheduler.h"

#include <gtest/gtest.h>

#include <latch>

#include "tests/warehouse/damaged_segment.h"
#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

constexpr std::chrono::minutes kLong{1};
constexpr std::int64_t kAnHourMs = 3'600'000;
constexpr std::int64_t kADayMs = 24 * kAnHourMs;

// The clock stands at 8:00 in Vietnam; the quiet hours have just begun.
class SchedulerTest : public WarehouseTest {
 protected:
  SchedulerTest() { set_policy(); }

  void set_policy() {
    SchedulePolicy policy;
    policy.quiet_hours = QuietHours::parse("08:00-10:00").value();
    policy.check_parts = 3;
    policy.bytes_per_second = 0;
    policy.time_max = std::chrono::seconds(0);
    warehouse_->scheduler().set_policy(policy);
  }
  void reopen() {
    open();
    set_policy();
  }
  Scheduler& scheduler() { return warehouse_->scheduler(); }
  TaskView task(ScheduledTask task) {
    return scheduler().tasks().at(static_cast<std::size_t>(task));
  }
  TaskRecord record(ScheduledTask which) { return task(which).record; }

  // Waits for the end of what runs, and has it entered.
  void finish() {
    for (const Job& job : warehouse_->jobs().all()) (void)warehouse_->jobs().find(job.id, kLong);
    scheduler().step();
  }
  // Until nothing is due.
  void whole_night() {
    for (std::size_t i = 0; i < 4; ++i) {
      scheduler().step();
      finish();
    }
  }
  // A job that runs until it is stopped.
  Job endless() {
    return warehouse_->jobs().start(
        JobKind::kReindex, [](const std::stop_token& stop, const Jobs::Progress&) -> JobReport {
          std::latch stopped(1);
          const std::stop_callback on_stop(stop, [&] { stopped.count_down(); });
          stopped.wait();
          ReindexReport report;
          report.stopped = true;
          return report;
        });
  }
};

TEST_F(SchedulerTest, EachTaskHasItsTurnOnceANightAndARestartRepeatsNone) {
  deposit("giấy");
  whole_night();
  ASSERT_EQ(warehouse_->jobs().all().size(), 3u);
  EXPECT_EQ(warehouse_->jobs().all().back().kind, JobKind::kCheck);
  for (const TaskView& view : scheduler().tasks()) {
    EXPECT_EQ(view.record.outcome, RunOutcome::kDone);
    EXPECT_EQ(view.record.succeeded_at_ms, clock_.ms);
    EXPECT_EQ(view.next_run_ms, clock_.ms + kADayMs);
    EXPECT_EQ((scheduler().counts()[{view.task, RunOutcome::kDone}]), 1u);
  }
  const auto before = record(ScheduledTask::kCheck);
  reopen();
  whole_night();
  EXPECT_TRUE(warehouse_->jobs().all().empty());
  EXPECT_EQ(record(ScheduledTask::kCheck).job, before.job);
  EXPECT_EQ(record(ScheduledTask::kCheck).next_part, 1u);
  clock_.ms += kADayMs;
  whole_night();
  EXPECT_EQ(warehouse_->jobs().all().size(), 3u);
  EXPECT_EQ(record(ScheduledTask::kCheck).next_part, 2u);
}

TEST_F(SchedulerTest, OutsideOfTheQuietHoursAndWithoutThemNothingBegins) {
  clock_.ms += 2 * kAnHourMs;
  whole_night();
  EXPECT_EQ(task(ScheduledTask::kCheck).next_run_ms, clock_.ms + 22 * kAnHourMs);
  clock_.ms -= kAnHourMs;
  scheduler().set_policy({});
  whole_night();
  EXPECT_TRUE(warehouse_->jobs().all().empty());
  EXPECT_FALSE(task(ScheduledTask::kCheck).enabled);
  EXPECT_EQ(task(ScheduledTask::kCheck).next_run_ms, std::nullopt);
}

TEST_F(SchedulerTest, AJobOfAPersonIsWaitedFor) {
  const Job job = endless();
  const auto again_in = scheduler().step();
  EXPECT_GT(again_in, std::chrono::seconds(1));
  EXPECT_EQ(record(ScheduledTask::kCheck).started_at_ms, 0);
  EXPECT_EQ(warehouse_->jobs().find(job.id, {})->state, JobState::kRunning);
  warehouse_->jobs().stop(job.id);
  (void)warehouse_->jobs().find(job.id, kLong);
  clock_.ms += 60'000;
  whole_night();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kDone);
}

TEST_F(SchedulerTest, PartOfACheckHasItsTurnAgainUnlessItWasReadToItsEnd) {
  // A byte a second: no check ends by itself. Each part has papers of these.
  for (int i = 0; i < 16; ++i) deposit("giấy của một cơ quan " + std::to_string(i));
  SchedulePolicy slow = scheduler().policy();
  slow.check_parts = 2;
  slow.bytes_per_second = 1;
  slow.compact = slow.ripen = false;
  scheduler().set_policy(slow);
  scheduler().step();
  const Uuid first = *record(ScheduledTask::kCheck).job;
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kRunning);
  clock_.ms += 2 * kAnHourMs;  // The quiet hours end.
  scheduler().step();
  finish();
  EXPECT_EQ(warehouse_->jobs().find(first, {})->state, JobState::kStopped);
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kOutOfTime);
  EXPECT_EQ(record(ScheduledTask::kCheck).next_part, 0u);
  EXPECT_EQ(record(ScheduledTask::kCheck).succeeded_at_ms, 0);
  // The next night somebody stops it.
  clock_.ms += 22 * kAnHourMs;
  scheduler().step();
  const Uuid second = *record(ScheduledTask::kCheck).job;
  EXPECT_NE(second, first);
  warehouse_->jobs().stop(second);
  finish();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kStopped);
  EXPECT_EQ(record(ScheduledTask::kCheck).next_part, 0u);
  whole_night();
  EXPECT_EQ(record(ScheduledTask::kCheck).job, second);  // Not again this night.
}

TEST_F(SchedulerTest, OwnTimeEndsARunBeforeTheNightDoes) {
  deposit("giấy");
  SchedulePolicy slow = scheduler().policy();
  slow.check_parts = 1;
  slow.bytes_per_second = 1;
  slow.time_max = std::chrono::seconds(60);
  scheduler().set_policy(slow);
  scheduler().step();
  clock_.ms += 59'000;
  scheduler().step();
  EXPECT_EQ(warehouse_->jobs().all().front().state, JobState::kRunning);
  clock_.ms += 1'000;
  scheduler().step();
  finish();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kOutOfTime);
}

TEST_F(SchedulerTest, ServerThatEndsOverItsWorkDoesNotBeginItAgainThatNight) {
  deposit("giấy");
  SchedulePolicy slow = scheduler().policy();
  slow.check_parts = 1;
  slow.bytes_per_second = 1;
  slow.compact = slow.ripen = false;
  scheduler().set_policy(slow);
  scheduler().step();
  reopen();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kInterrupted);
  EXPECT_EQ(task(ScheduledTask::kCheck).next_run_ms, clock_.ms + kADayMs);
}

TEST_F(SchedulerTest, PausesOutliveTheServer) {
  scheduler().pause(ScheduledTask::kCheck, kPausedForGood, "os:an");
  scheduler().pause(ScheduledTask::kRipen, clock_.ms + kADayMs, "os:an");
  reopen();
  whole_night();
  EXPECT_EQ(warehouse_->jobs().all().size(), 1u);
  EXPECT_EQ(task(ScheduledTask::kCheck).next_run_ms, std::nullopt);
  EXPECT_EQ(task(ScheduledTask::kCheck).record.paused_by, "os:an");
  EXPECT_EQ(task(ScheduledTask::kRipen).next_run_ms, clock_.ms + kADayMs);
  clock_.ms += kADayMs;
  EXPECT_EQ(task(ScheduledTask::kRipen).record.paused_by, "");  // It is over.
  clock_.ms -= kADayMs;
  scheduler().pause(ScheduledTask::kCheck, 0, "os:an");
  whole_night();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kDone);
  EXPECT_EQ(refusal([&] { scheduler().pause(ScheduledTask::kCheck, 0, "015085001234"); }),
            "metadata_invalid");
}

TEST_F(SchedulerTest, DamageIsSeenAndOutlivesTheServer) {
  deposit("giấy sẽ hỏng");
  warehouse_.reset();
  const test::Flipped damaged = test::flip_byte_of(path_, "giấy sẽ hỏng");
  reopen();
  EXPECT_FALSE(warehouse_->last_check().has_value());
  for (int night = 0; night < 3; ++night) {
    whole_night();
    if (record(ScheduledTask::kCheck).outcome == RunOutcome::kDamageFound) break;
    clock_.ms += kADayMs;
  }
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kDamageFound);
  EXPECT_EQ(record(ScheduledTask::kCheck).findings.damages, 1u);
  reopen();
  ASSERT_TRUE(warehouse_->last_check().has_value());
  EXPECT_EQ(warehouse_->last_check()->damages, 1u);
  // Another part that is whole does not mend it.
  clock_.ms += kADayMs;
  whole_night();
  EXPECT_EQ(record(ScheduledTask::kCheck).outcome, RunOutcome::kDone);
  EXPECT_EQ(warehouse_->last_check()->damages, 1u);
  // A check of everything does, once it finds nothing.
  warehouse_.reset();
  test::flip_at(damaged);
  reopen();
  EXPECT_TRUE(check({true, 1, {}}).clean());
  EXPECT_FALSE(warehouse_->last_check()->is_bad());
}

// Each look at it is a millisecond later.
class TickingClock : public Clock {
 public:
  std::int64_t now_ms() const override { return ++ms_; }

 private:
  mutable std::atomic<std::int64_t> ms_{FixedClock().ms.load()};
};

TEST_F(SchedulerTest, ClockThatGoesOnPutsNothingOff) {
  static const TickingClock clock;
  warehouse_.reset();
  warehouse_ = std::make_unique<Warehouse>(path_, Settings{1 << 20}, clock, random_, read_file());
  set_policy();
  whole_night();
  EXPECT_EQ(warehouse_->jobs().all().size(), 3u);
}

TEST_F(SchedulerTest, EndsOfJobsAreTold) {
  std::vector<Job> told;
  warehouse_->jobs().tell_ends_to([&](const Job& job) { told.push_back(job); });
  whole_night();
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told.front().kind, JobKind::kCheck);
  EXPECT_EQ(told.front().state, JobState::kDone);
}

}  // namespace
}  // namespace kho::warehouse

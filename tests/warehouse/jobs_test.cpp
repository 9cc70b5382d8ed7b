#include "warehouse/jobs.h"

#include <gtest/gtest.h>

#include <latch>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

constexpr std::chrono::minutes kLong{1};

class JobsTest : public testing::Test {
 protected:
  // Runs until it is asked to stop.
  static JobReport endless(const std::stop_token& stop, const Jobs::Progress& progress) {
    progress(1, 2);
    std::mutex mutex;
    std::condition_variable_any wakes;
    std::unique_lock lock(mutex);
    wakes.wait(lock, stop, [] { return false; });
    CheckReport report;
    report.stopped = true;
    return report;
  }
  static JobReport nothing(const std::stop_token&, const Jobs::Progress&) { return CheckReport(); }

  FixedClock clock_;
  CountingRandom random_;
  Jobs jobs_{clock_, random_};
};

TEST_F(JobsTest, EndIsToldWithItsReport) {
  const Job job = jobs_.start(JobKind::kCheck, nothing);
  EXPECT_EQ(job.kind, JobKind::kCheck);
  const auto ended = jobs_.find(job.id, kLong);
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->state, JobState::kDone);
  EXPECT_TRUE(std::holds_alternative<CheckReport>(*ended->report));
}

TEST_F(JobsTest, OneAtATimeAndTheNextOnceItHasEnded) {
  const Job first = jobs_.start(JobKind::kCheck, endless);
  EXPECT_EQ(refusal([&] { jobs_.start(JobKind::kCompact, nothing); }), "job_running");
  EXPECT_EQ(jobs_.find(first.id, std::chrono::milliseconds(0))->state, JobState::kRunning);
  ASSERT_TRUE(jobs_.stop(first.id).has_value());
  EXPECT_EQ(jobs_.find(first.id, kLong)->state, JobState::kStopped);
  const Job second = jobs_.start(JobKind::kCompact, nothing);
  EXPECT_EQ(jobs_.find(second.id, kLong)->state, JobState::kDone);
  EXPECT_EQ(jobs_.all().size(), 2u);
  EXPECT_EQ(jobs_.all().front().id, second.id);
}

TEST_F(JobsTest, FailureIsKeptForWhoeverAsks) {
  const Job job = jobs_.start(JobKind::kCompact,
                              [](const std::stop_token&, const Jobs::Progress&) -> JobReport {
                                throw Error(Errc::kNotFound, "x");
                              });
  const auto ended = jobs_.find(job.id, kLong);
  EXPECT_EQ(ended->state, JobState::kFailed);
  EXPECT_EQ(refusal([&] { std::rethrow_exception(ended->failure); }), "not_found");
}

TEST_F(JobsTest, UnknownAndForgottenJobsAreAbsent) {
  EXPECT_FALSE(jobs_.find(Uuid(), kLong).has_value());
  EXPECT_FALSE(jobs_.stop(Uuid()).has_value());
  const Uuid oldest = jobs_.start(JobKind::kCheck, nothing).id;
  (void)jobs_.find(oldest, kLong);
  for (std::size_t i = 0; i < kJobsRemembered; ++i) {
    (void)jobs_.find(jobs_.start(JobKind::kCheck, nothing).id, kLong);
  }
  EXPECT_FALSE(jobs_.find(oldest, kLong).has_value());
  EXPECT_EQ(jobs_.all().size(), kJobsRemembered);
}

TEST_F(JobsTest, ShutDownStopsTheJobAndLetsWaitersGo) {
  const Uuid id = jobs_.start(JobKind::kCheck, endless).id;
  std::latch waiting(1);
  std::jthread waiter([&] {
    waiting.count_down();
    (void)jobs_.find(id, std::chrono::hours(1));
  });
  waiting.wait();
  jobs_.shut_down();
  waiter.join();
  EXPECT_EQ(refusal([&] { jobs_.start(JobKind::kCheck, nothing); }), "job_running");
}

}  // namespace
}  // namespace kho::warehouse

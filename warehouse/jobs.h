// warehouse/jobs.h - Maintenance that takes long: one job at a time, watched and stopped by its id.
//
//   start() ──> running ──┬──> done
//                         ├──> stopped   (asked to, before its end; what was done stays done)
//                         └──> failed
//
// Thread-safe. Errors: Error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <variant>
#include <vector>

#include "store/backup.h"
#include "store/compaction.h"
#include "warehouse/audit_check.h"
#include "warehouse/bench.h"
#include "warehouse/environment.h"
#include "warehouse/link_check.h"
#include "warehouse/names.h"
#include "warehouse/search_index.h"

namespace kho::warehouse {

enum class JobState { kRunning, kDone, kStopped, kFailed };
inline constexpr NameTable<JobState, 4> kJobStateNames{{{JobState::kRunning, "running"},
                                                        {JobState::kDone, "done"},
                                                        {JobState::kStopped, "stopped"},
                                                        {JobState::kFailed, "failed"}}};

enum class JobKind { kCompact, kCheck, kAudit, kReindex, kBackup, kBench };
inline constexpr NameTable<JobKind, 6> kJobKindNames{{{JobKind::kCompact, "compact"},
                                                      {JobKind::kCheck, "check"},
                                                      {JobKind::kAudit, "audit"},
                                                      {JobKind::kReindex, "reindex"},
                                                      {JobKind::kBackup, "backup"},
                                                      {JobKind::kBench, "bench"}}};

// Empty until the job has ended.
using JobReport = std::variant<std::monostate, store::CompactionReport, CheckReport, AuditReport,
                               ReindexReport, store::BackupReport, BenchReport>;

struct Job {
  Uuid id;
  JobKind kind = JobKind::kCompact;
  JobState state = JobState::kRunning;
  std::int64_t started_at_ms = 0;
  std::int64_t ended_at_ms = 0;  // 0 while it runs.
  std::uint64_t bytes_done = 0;  // Of bytes_to_do, which is an estimate until the end; 0 of kBench.
  std::uint64_t bytes_to_do = 0;
  std::shared_ptr<const JobReport> report;  // Never null.
  std::exception_ptr failure;               // Where state is kFailed.
};

inline constexpr std::size_t kJobsRemembered = 16;

class Jobs {
 public:
  using Progress = std::function<void(std::uint64_t done, std::uint64_t to_do)>;
  using Work = std::function<JobReport(std::stop_token, const Progress&)>;

  Jobs(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  ~Jobs();  // Stops the job that runs, and waits for it.
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  // Hears of every job that has ended, in the job's thread; must not throw. Before the first.
  void tell_ends_to(std::function<void(const Job&)> told) { told_ = std::move(told); }

  // Throws kJobRunning, also when shut_down() was called.
  Job start(JobKind kind, Work work);
  // The job, as soon as it has ended or `wait_max` has passed; nullopt: unknown or forgotten.
  [[nodiscard]] std::optional<Job> find(const Uuid& id, std::chrono::milliseconds wait_max) const;
  // Asks it to end; it does so at its next step.
  std::optional<Job> stop(const Uuid& id);
  [[nodiscard]] std::vector<Job> all() const;  // The newest first.
  // Stops the job that runs and lets everybody go who waits, now and later. Does not wait.
  void shut_down();

 private:
  void run(const Work& work, std::stop_token stop);
  [[nodiscard]] const Job* job(const Uuid& id) const;

  const Clock& clock_;
  Random& random_;
  std::function<void(const Job&)> told_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Job> jobs_;    // The newest first. Protected by mutex_.
  bool shut_down_ = false;  // Protected by mutex_.
  std::jthread thread_;     // Of the newest job. Protected by mutex_, but for its end.
};

}  // namespace kho::warehouse

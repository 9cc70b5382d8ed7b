#include "warehouse/jobs.h"

#include <algorithm>

#include "warehouse/error.h"

namespace kho::warehouse {
namespace {

struct WasStopped {
  bool operator()(std::monostate) const { return false; }
  bool operator()(const auto& report) const { return report.stopped; }
};

}  // namespace

Jobs::~Jobs() { shut_down(); }

Job Jobs::start(JobKind kind, Work work) {
  const std::lock_guard lock(mutex_);
  if (shut_down_ || (!jobs_.empty() && jobs_.front().state == JobState::kRunning)) {
    throw Error(Errc::kJobRunning, "another maintenance job is running: wait for it, or stop it");
  }
  Job job;
  job.id = Uuid::make(clock_, random_);
  job.kind = kind;
  job.started_at_ms = clock_.now_ms();
  job.report = std::make_shared<const JobReport>();
  jobs_.push_front(job);
  if (jobs_.size() > kJobsRemembered) jobs_.pop_back();
  // The thread of the job before has set its state as the last thing it did under the lock.
  try {
    thread_ = std::jthread(
        [this, work = std::move(work)](std::stop_token stop) { run(work, std::move(stop)); });
  } catch (...) {
    jobs_.pop_front();
    throw;
  }
  return job;
}

void Jobs::run(const Work& work, std::stop_token stop) {
  JobState state = JobState::kDone;
  std::shared_ptr<const JobReport> report;
  std::exception_ptr failure;
  try {
    report = std::make_shared<const JobReport>(
        work(stop, [this](std::uint64_t done, std::uint64_t to_do) {
          const std::lock_guard lock(mutex_);
          jobs_.front().bytes_done = done;
          jobs_.front().bytes_to_do = to_do;
        }));
    // A limit of the job's own, of time or bytes, is no stop.
    if (stop.stop_requested() && std::visit(WasStopped(), *report)) state = JobState::kStopped;
  } catch (...) {
    failure = std::current_exception();
    state = JobState::kFailed;
  }
  Job ended;
  {
    const std::lock_guard lock(mutex_);
    ended = jobs_.front();
    ended.state = state;
    ended.ended_at_ms = clock_.now_ms();
    if (report) ended.report = std::move(report);
    ended.failure = failure;
  }
  // While it still counts as running: the next one waits for this thread under the lock.
  if (told_) told_(ended);
  {
    const std::lock_guard lock(mutex_);
    jobs_.front() = ended;
  }
  changed_.notify_all();
}

const Job* Jobs::job(const Uuid& id) const {
  const auto found = std::ranges::find(jobs_, id, &Job::id);
  return found == jobs_.end() ? nullptr : &*found;
}

std::optional<Job> Jobs::find(const Uuid& id, std::chrono::milliseconds wait_max) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, wait_max, [&] {
    const Job* known = job(id);
    return shut_down_ || known == nullptr || known->state != JobState::kRunning;
  });
  const Job* known = job(id);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::optional<Job> Jobs::stop(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  const Job* known = job(id);
  if (known == nullptr) return std::nullopt;
  if (known->state == JobState::kRunning) thread_.request_stop();
  return *known;
}

std::vector<Job> Jobs::all() const {
  const std::lock_guard lock(mutex_);
  return {jobs_.begin(), jobs_.end()};
}

void Jobs::shut_down() {
  {
    const std::lock_guard lock(mutex_);
    shut_down_ = true;
    thread_.request_stop();
  }
  changed_.notify_all();
}

}  // namespace kho::warehouse

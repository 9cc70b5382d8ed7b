#include "warehouse/follower.h"

#include <algorithm>

namespace kho::warehouse {

FollowerLoop::Stepped FollowerLoop::step() {
  Stepped stepped = Stepped::kFailed;
  std::string failure;
  try {
    stepped = follower_.step() ? Stepped::kMore : Stepped::kIdle;
  } catch (const std::exception& error) {
    failure =
        "after position " + std::to_string(follower_.position()) + " of the log: " + error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  changed_.notify_all();
  return stepped;
}

void FollowerLoop::run(std::stop_token stop) {
  std::chrono::seconds pause{1};
  while (!stop.stop_requested()) {
    switch (step()) {
      case Stepped::kMore:
        pause = std::chrono::seconds(1);
        break;
      case Stepped::kIdle:
        pause = std::chrono::seconds(1);
        wait_for_work(stop);
        break;
      case Stepped::kFailed: {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, pause, [] { return false; });
        pause = std::min(pause * 2, std::chrono::seconds(60));
        break;
      }
    }
  }
}

void FollowerLoop::wait_for_work(const std::stop_token& stop) {
  std::stop_source idle;
  {
    const std::lock_guard lock(mutex_);
    idle_ = idle;
  }
  // Asked only now: whoever wanted something before is heard here, whoever wants it later ends the
  // wait.
  const auto due_in = follower_.due_in();
  const std::stop_callback stop_idling(stop, [&idle] { idle.request_stop(); });
  store_.wait_past(follower_.taken(), idle.get_token(), due_in);
}

bool FollowerLoop::wait_until(store::Position position,
                              std::chrono::steady_clock::time_point deadline) const {
  follower_.want(position);
  std::unique_lock lock(mutex_);
  idle_.request_stop();
  changed_.wait_until(lock, deadline,
                      [&] { return stopping_ || follower_.position() >= position; });
  return follower_.position() >= position;
}

void FollowerLoop::stop_waiting() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

std::string FollowerLoop::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace kho::warehouse

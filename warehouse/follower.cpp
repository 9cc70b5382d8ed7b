#include "warehouse/follower.h"

#include <algorithm>

namespace kho::warehouse {

bool FollowerLoop::step() {
  std::string failure;
  bool more = true;
  try {
    more = follower_.step();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  changed_.notify_all();
  return more;
}

void FollowerLoop::run(std::stop_token stop) {
  std::chrono::seconds pause{1};
  while (!stop.stop_requested()) {
    const bool more = step();
    if (!this->failure().empty()) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, pause, [] { return false; });
      pause = std::min(pause * 2, std::chrono::seconds(60));
      continue;
    }
    pause = std::chrono::seconds(1);
    if (!more) store_.wait_past(follower_.position(), stop);
  }
}

bool FollowerLoop::wait_until(store::Position position,
                              std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [&] { return follower_.position() >= position; });
}

std::string FollowerLoop::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace kho::warehouse

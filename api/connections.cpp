#include "api/connections.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace kho::api {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{500};

thread_local Connections::Served* served_here = nullptr;

}  // namespace

Connections::Served::Served(Connections& connections, int fd, std::string address)
    : connections_(connections),
      address_(std::move(address)),
      fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "a connection");
  const std::lock_guard lock(connections_.mutex_);
  if (const std::size_t most = connections_.limits_.per_address; !address_.empty() && most > 0) {
    std::size_t& count = connections_.by_address_[address_];
    if (count >= most) {
      ::close(fd_);
      throw std::system_error(EBUSY, std::generic_category(), "connections of one address");
    }
    ++count;
  }
  served_here = this;
  deadline_ = Clock::now() + connections_.limits_.head;
  connections_.served_.insert(this);
  if (connections_.closing_) ::shutdown(fd_, SHUT_RDWR);
}

Connections::Served::~Served() {
  {
    const std::lock_guard lock(connections_.mutex_);
    connections_.served_.erase(this);
    const auto counted = connections_.by_address_.find(address_);
    if (counted != connections_.by_address_.end() && --counted->second == 0) {
      connections_.by_address_.erase(counted);
    }
  }
  served_here = nullptr;
  ::close(fd_);
}

Connections::Served* Connections::Served::here() { return served_here; }

void Connections::Served::begin_request() { enter(connections_.limits_.request); }

void Connections::Served::begin_piece() { enter(connections_.limits_.piece); }

void Connections::Served::end_request() { enter(connections_.limits_.head); }

void Connections::Served::enter(std::chrono::milliseconds limit) {
  const std::lock_guard lock(connections_.mutex_);
  deadline_ = Clock::now() + limit;
}

Connections::Connections(ConnectionLimits limits)
    : limits_(limits), watcher_([this](const std::stop_token& stop) { watch(stop); }) {}

Connections::~Connections() = default;

void Connections::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    ended_.wait_for(lock, stop, kLookEvery, [] { return false; });
    const auto now = Clock::now();
    for (const Served* each : served_) {
      // Its thread wakes from whatever it reads or writes, and ends.
      if (now > each->deadline_) ::shutdown(each->fd_, SHUT_RDWR);
    }
  }
}

void Connections::cut_all() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  for (const Served* each : served_) ::shutdown(each->fd_, SHUT_RDWR);
}

std::size_t Connections::count() const {
  const std::lock_guard lock(mutex_);
  return served_.size();
}

}  // namespace kho::api

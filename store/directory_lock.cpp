#include "store/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "store/error.h"

namespace kho::store {

DirectoryLock::DirectoryLock(const std::filesystem::path& directory)
    : fd_(::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (fd_ < 0) {
    throw std::system_error(errno, std::generic_category(), "open lock of " + directory.string());
  }
  constexpr int kTriesMax = 50;
  for (int tries = 0; ::flock(fd_, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) {
      const int error = errno;
      ::close(fd_);
      throw std::system_error(error, std::generic_category(), "lock " + directory.string());
    }
    if (tries >= kTriesMax) {
      ::close(fd_);
      throw Error(Errc::kBusy, directory.string() + " is open in another process");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

DirectoryLock::~DirectoryLock() { ::close(fd_); }

}  // namespace kho::store

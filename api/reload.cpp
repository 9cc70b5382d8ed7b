#include "api/reload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace kho::api {
namespace {

[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why) {
  throw SetupError(path.string() + ": " + why);
}

[[noreturn]] void refuse_file_for_errno(const std::filesystem::path& path) {
  refuse_file(path, std::generic_category().message(errno));
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

std::string read_setup_file(const std::filesystem::path& path, Secrecy secrecy) {
  // Not blocking: a pipe must not stop the server.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status {};
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0) refuse_file_for_errno(path);
  if (!S_ISREG(status.st_mode)) refuse_file(path, "is no regular file");
  if (secrecy == Secrecy::kSecret && (status.st_mode & S_IROTH) != 0) {
    refuse_file(path, "everybody may read it: chmod o-r");
  }
  std::string content(kSetupFileBytesMax + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t read = ::read(file.fd, content.data() + size, content.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) refuse_file_for_errno(path);
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  if (size > kSetupFileBytesMax) refuse_file(path, "is larger than 1 MiB");
  content.resize(size);
  return content;
}

Reloader::Reloader(std::chrono::milliseconds every, Look look)
    : look_(std::move(look)),
      thread_([this, every](const std::stop_token& stop) { run(stop, every); }) {}

void Reloader::look_now() {
  const std::lock_guard lock(mutex_);
  is_asked_ = true;
  asked_.notify_one();
}

void Reloader::run(const std::stop_token& stop, std::chrono::milliseconds every) {
  std::unique_lock lock(mutex_);
  while (true) {
    const bool at_once = asked_.wait_for(lock, stop, every, [&] { return is_asked_; });
    if (stop.stop_requested()) return;
    is_asked_ = false;
    lock.unlock();
    look_(at_once);
    lock.lock();
  }
}

}  // namespace kho::api

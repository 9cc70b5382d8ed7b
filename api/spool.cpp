#include "api/spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "api/problem.h"
#include "store/error.h"

namespace kho::api {
namespace {

[[noreturn]] void spooling_failed(const char* what) {
  if (errno == ENOSPC || errno == EDQUOT) {
    throw store::Error(store::Errc::kNoSpace, "no space for an upload");
  }
  throw std::system_error(errno, std::generic_category(), what);
}

int nameless_file(const std::filesystem::path& directory) {
  const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return fd;
  // A file system that knows only files with names.
  std::string name = directory / "upload-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

SpooledBody::SpooledBody(const std::filesystem::path& directory, std::uint64_t size,
                         std::atomic<std::uint64_t>& spooled)
    : size_(size), spooled_(spooled), fd_(nameless_file(directory)) {
  if (fd_ < 0) spooling_failed("a file for an upload");
  spooled_ += size_;
}

SpooledBody::~SpooledBody() {
  if (mapped_ != nullptr) ::munmap(const_cast<char*>(mapped_), written_);
  ::close(fd_);
  spooled_ -= size_;
}

void SpooledBody::append(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) spooling_failed("write of an upload");
    written_ += static_cast<std::uint64_t>(wrote);
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
}

std::string_view SpooledBody::view() {
  // Nobody else has the file, so it cannot become shorter under the map.
  if (mapped_ == nullptr && written_ > 0) {
    void* map = ::mmap(nullptr, written_, PROT_READ, MAP_PRIVATE, fd_, 0);
    if (map == MAP_FAILED) spooling_failed("map of an upload");
    mapped_ = static_cast<const char*>(map);
  }
  return {mapped_, written_};
}

std::shared_ptr<SpooledBody> Spool::begin(std::uint64_t size) {
  if (spooled_ + size > bytes_max_) {
    throw Problem(503, "busy", "too many large uploads at a time; try again");
  }
  return std::make_shared<SpooledBody>(directory_, size, spooled_);
}

}  // namespace kho::api

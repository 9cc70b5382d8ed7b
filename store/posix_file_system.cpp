#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstdio>

#include "store/error.h"
#include "store/file_system.h"

namespace kho::store {
namespace {

[[noreturn]] void throw_errno(const std::string& what) {
  if (errno == ENOSPC || errno == EDQUOT) throw Error(Errc::kNoSpace, what);
  throw std::system_error(errno, std::generic_category(), what);
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

class PosixFile : public File {
 public:
  PosixFile(const std::filesystem::path& path, int flags, mode_t rights = 0640)
      : path_(path.string()), fd_(::open(path_.c_str(), flags | O_CLOEXEC, rights)) {
    if (fd_.get() < 0) throw_errno("open " + path_);
  }

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n = ::pread(fd_.get(), out.data() + done, out.size() - done,
                                static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_errno("read " + path_);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  void write_at(std::uint64_t offset, ByteView bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = ::pwrite(fd_.get(), bytes.data() + done, bytes.size() - done,
                                 static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_errno("write " + path_);
      done += static_cast<std::size_t>(n);
    }
  }

  void write_parts_at(std::uint64_t offset, std::span<const ByteView> parts) override {
    std::array<iovec, 4> vectors{};
    assert(parts.size() <= vectors.size());
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      vectors[i] = {const_cast<std::byte*>(parts[i].data()), parts[i].size()};
      total += parts[i].size();
    }
    const ssize_t n = ::pwritev(fd_.get(), vectors.data(), static_cast<int>(parts.size()),
                                static_cast<off_t>(offset));
    if (n < 0 && errno != EINTR) throw_errno("write " + path_);
    // A short write: the slow way says why, or does the rest.
    if (n < 0 || static_cast<std::uint64_t>(n) != total) File::write_parts_at(offset, parts);
  }

  void sync() override {
    if (::fdatasync(fd_.get()) != 0) throw_errno("fdatasync " + path_);
  }

  std::uint64_t size() const override {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) throw_errno("fstat " + path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  void allocate(std::uint64_t bytes) override {
    if (size() >= bytes) return;
    // It returns the error instead of setting errno.
    errno = ::posix_fallocate(fd_.get(), 0, static_cast<off_t>(bytes));
    if (errno != 0) throw_errno("allocate " + path_);
  }

  void truncate(std::uint64_t bytes) override {
    if (size() <= bytes) return;
    if (::ftruncate(fd_.get(), static_cast<off_t>(bytes)) != 0) throw_errno("truncate " + path_);
  }

  void forget_cached() override { (void)::posix_fadvise(fd_.get(), 0, 0, POSIX_FADV_DONTNEED); }

 private:
  std::string path_;
  Descriptor fd_;
};

class PosixFileSystem : public FileSystem {
 public:
  std::unique_ptr<File> open(const std::filesystem::path& path, Mode mode) override {
    switch (mode) {
      case Mode::kRead:
        return std::make_unique<PosixFile>(path, O_RDONLY);
      case Mode::kReadWrite:
        return std::make_unique<PosixFile>(path, O_RDWR);
      case Mode::kCreateSecret:
        return std::make_unique<PosixFile>(path, O_RDWR | O_CREAT | O_EXCL, 0600);
      case Mode::kCreateNew:
        break;
    }
    return std::make_unique<PosixFile>(path, O_RDWR | O_CREAT | O_EXCL);
  }

  bool exists(const std::filesystem::path& path) const override {
    return std::filesystem::exists(path);
  }

  void make_directory(const std::filesystem::path& path) override {
    if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) throw_errno("mkdir " + path.string());
  }

  void remove(const std::filesystem::path& path) override {
    if (::unlink(path.c_str()) != 0) throw_errno("unlink " + path.string());
  }

  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
    // Network file systems do not know the flag. Whoever renames holds the lock of the directory.
    if (errno == EINVAL && !exists(to) && ::rename(from.c_str(), to.c_str()) == 0) return;
    throw_errno("rename " + from.string());
  }

  void sync_directory(const std::filesystem::path& path) override {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0) throw_errno("open " + path.string());
    if (::fsync(fd.get()) != 0) throw_errno("fsync " + path.string());
  }

  std::vector<std::string> list(const std::filesystem::path& path) const override {
    std::vector<std::string> names;
    // Not std::filesystem's iterator, which ends the process when there is no memory.
    const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
    if (!directory) throw_errno("open " + path.string());
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(directory.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    if (errno != 0) throw_errno("read " + path.string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::uint64_t free_bytes(const std::filesystem::path& directory) const override {
    struct statvfs status {};
    if (::statvfs(directory.c_str(), &status) != 0) throw_errno("statvfs " + directory.string());
    return std::uint64_t{status.f_bavail} * status.f_frsize;
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem file_system;
  return file_system;
}

}  // namespace kho::store

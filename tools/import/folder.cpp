#include "tools/import/folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "tools/command_error.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;

CommandError outside() {
  return {kRefused, "path_outside", tr("the path is not one inside the folder")};
}

CommandError absent() { return {kNotFound, "file_not_found", tr("there is no such file")}; }

CommandError open_error() {
  switch (errno) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:  // It was no link a moment ago.
      return absent();
    default:
      return {kFailed, "file_unreadable",
              std::string(tr("cannot read the file: ")) + std::generic_category().message(errno)};
  }
}

// `path` from the root on, where neither has a link any more.
ingest::Descriptor open_beneath(const fs::path& root, const fs::path& path) {
  ingest::Descriptor at(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at.is_open()) throw open_error();
  for (auto part = path.begin(); part != path.end(); ++part) {
    // Opening a pipe must not wait for its other end.
    const int last = std::next(part) == path.end() ? O_NONBLOCK : O_DIRECTORY;
    ingest::Descriptor next(
        ::openat(at.get(), part->c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | last));
    if (!next.is_open()) throw open_error();
    at = std::move(next);
  }
  return at;
}

CommandError too_large(std::uint64_t bytes_max) {
  return {kRefused, "file_too_large",
          tr("the file is larger than the limit of ") + std::to_string(bytes_max) + tr(" bytes")};
}

}  // namespace

bool is_inner_path(std::string_view path) {
  if (path.empty() || path.size() > kPathBytesMax) return false;
  if (path.find('\0') != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    if (segment.empty() || segment == "." || segment == "..") return false;
    begin = end + 1;
  }
  return true;
}

Folder::Folder(const fs::path& root) {
  std::error_code failed;
  root_ = fs::canonical(root, failed);
  if (failed || !fs::is_directory(root_, failed)) {
    throw CommandError(kNotFound, "folder_not_found", root.string() + tr(" is not a folder"));
  }
}

Folder::File Folder::open(const std::string& path) const {
  if (!is_inner_path(path)) throw outside();
  std::error_code failed;
  const fs::path real = fs::canonical(root_ / path, failed);
  if (failed == std::errc::permission_denied) {
    errno = EACCES;
    throw open_error();
  }
  if (failed) throw absent();
  const fs::path inner = real.lexically_relative(root_);
  if (inner.empty() || !is_inner_path(inner.native())) throw outside();
  File file{open_beneath(root_, inner), 0};
  struct stat found {};
  if (::fstat(file.descriptor.get(), &found) != 0) throw open_error();
  if (!S_ISREG(found.st_mode)) {
    throw CommandError(kRefused, "file_not_regular", tr("that is no regular file"));
  }
  file.size = static_cast<std::uint64_t>(found.st_size);
  return file;
}

std::string Folder::read(const std::string& path, std::uint64_t bytes_max) const {
  const File file = open(path);
  check_size(file, bytes_max);
  return read_all(file, bytes_max);
}

void check_size(const Folder::File& file, std::uint64_t bytes_max) {
  if (file.size > bytes_max) throw too_large(bytes_max);
}

std::string read_all(const Folder::File& file, std::uint64_t bytes_max) {
  std::string content(file.size, '\0');
  std::size_t done = 0;
  while (true) {
    // One byte more than it had: whether it grew.
    if (done == content.size()) content.resize(done + 1);
    const ssize_t n = ::read(file.descriptor.get(), content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw open_error();
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
    if (done > bytes_max) throw too_large(bytes_max);
    if (done == content.size()) content.resize(done + done / 2 + 1);
  }
  content.resize(done);
  return content;
}

}  // namespace kho::tools

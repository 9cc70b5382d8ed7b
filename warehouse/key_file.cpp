#include "warehouse/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "ingest/descriptor.h"
#include "store/file_system.h"
#include "warehouse/error.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

using ingest::Descriptor;

std::optional<std::string> read_key_file(const std::filesystem::path& path, KeyFile kind) {
  const std::string name = path.string();
  // Not blocking, so that a pipe in its place stops nobody.
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) throw_errno("open " + name);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw_errno("fstat " + name);
  if (!S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) > kKeyFileBytesMax) {
    throw Error(Errc::kSigningKeyUnusable, name + " is no key file");
  }
  if (kind == KeyFile::kSecret && (status.st_mode & 077) != 0) {
    throw Error(Errc::kSigningKeyUnusable, name +
                                               " may be read by others: chmod 600 it, then kho "
                                               "audit rotate-key, for they may have it");
  }
  std::string content(kKeyFileBytesMax + 1, '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::read(file.get(), content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_errno("read " + name);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  content.resize(done);
  return content;
}

void write_key_file(const std::filesystem::path& path, KeyFile kind, std::string_view content) {
  const std::string name = path.string();
  const std::string unfinished = name + ".new";
  // What a crash left is never read, and its rights are not ours to trust.
  if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) throw_errno("unlink " + unfinished);
  {
    const Descriptor file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                 kind == KeyFile::kSecret ? 0600 : 0644));
    if (file.get() < 0) throw_errno("open " + unfinished);
    while (!content.empty()) {
      const ssize_t n = ::write(file.get(), content.data(), content.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_errno("write " + unfinished);
      content.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(file.get()) != 0) throw_errno("fsync " + unfinished);
  }
  if (::rename(unfinished.c_str(), name.c_str()) != 0) throw_errno("rename " + unfinished);
  store::posix_file_system().sync_directory(path.parent_path());
}

}  // namespace kho::warehouse

#include "tools/output_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tools/command_error.h"
#include "tools/language.h"

namespace kho::tools {

void write_file(const std::filesystem::path& path, const std::string& content) {
  const auto fail = [&](const std::string& why) {
    return CommandError(kFailed, "file_unwritable",
                        tr("cannot write ") + path.string() + ": " + why);
  };
  const std::filesystem::file_status status = std::filesystem::symlink_status(path);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw fail(tr("it is there and no regular file"));
  }
  std::string unfinished = path.string() + ".XXXXXX";
  const int fd = ::mkostemp(unfinished.data(), O_CLOEXEC);
  if (fd < 0) throw fail(std::strerror(errno));
  std::size_t done = 0;
  ssize_t n = 1;
  while (done < content.size() &&
         (n = ::write(fd, content.data() + done, content.size() - done)) > 0) {
    done += static_cast<std::size_t>(n);
  }
  const bool closed = ::close(fd) == 0;
  if (done == content.size() && closed && ::rename(unfinished.c_str(), path.c_str()) == 0) return;
  const std::string why = std::strerror(errno);
  ::unlink(unfinished.c_str());
  throw fail(why);
}

void require_output(const std::string& output) {
  if (output.empty() && ::isatty(STDOUT_FILENO) == 1) {
    throw CommandError(kUsage, "output_missing", tr("name a file to write with -o FILE"));
  }
}

}  // namespace kho::tools

#include "tools/output_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tools/command_error.h"
#include "tools/file_writing.h"
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
  const ingest::Descriptor file(::mkostemp(unfinished.data(), O_CLOEXEC));
  if (!file.is_open()) throw fail(std::strerror(errno));
  try {
    write_all(file, content, path);
    if (::rename(unfinished.c_str(), path.c_str()) != 0) throw_errno(path);
  } catch (const std::system_error& error) {
    ::unlink(unfinished.c_str());
    throw fail(error.code().message());
  }
}

void require_output(const std::string& output) {
  if (output.empty() && ::isatty(STDOUT_FILENO) == 1) {
    throw CommandError(kUsage, "output_missing", tr("name a file to write with -o FILE"));
  }
}

}  // namespace kho::tools

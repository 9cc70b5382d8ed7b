#include "tools/file_writing.h"

#include <fcntl.h>
#include <unistd.h>

namespace kho::tools {

void write_all(const ingest::Descriptor& file, std::string_view text,
               const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t n = ::write(file.get(), text.data(), text.size());
    if (n < 0 && errno != EINTR) throw_errno(path);
    if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void make_name_durable(const std::filesystem::path& file) {
  const std::filesystem::path folder = folder_of(file);
  const ingest::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.get()) != 0) throw_errno(folder);
}

}  // namespace kho::tools

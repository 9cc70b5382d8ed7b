// tools/import/file_error.h - What the system says of a file, as an exception.
#pragma once

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace kho::tools {

// Throws std::system_error with errno and the file's path.
[[noreturn]] inline void throw_errno(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

}  // namespace kho::tools

// tools/file_writing.h - Files that a command keeps itself: written whole, their names durable.
//
// Functions without state. Errors: std::system_error with the path of the file.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "ingest/descriptor.h"

namespace kho::tools {

// Throws with what errno says.
[[noreturn]] inline void throw_errno(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

// All of `text`, where `file` stands. `path` is its name.
void write_all(const ingest::Descriptor& file, std::string_view text,
               const std::filesystem::path& path);

// The folder that `file` lies in; "." where its path names none.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& file);

// That there is a file of this name, durable on return.
void make_name_durable(const std::filesystem::path& file);

}  // namespace kho::tools

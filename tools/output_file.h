// tools/output_file.h - Writing what a command was asked for into a file.
#pragma once

#include <filesystem>
#include <string>

namespace kho::tools {

// Under its name only when it is whole: a half-written file never looks like the paper. Only a
// regular file is ever replaced, never a device, a pipe or what a link names. Throws CommandError
// file_unwritable.
void write_file(const std::filesystem::path& path, const std::string& content);

}  // namespace kho::tools

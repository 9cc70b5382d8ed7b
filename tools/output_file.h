// tools/output_file.h - Where a command puts the bytes that it was asked for.
#pragma once

#include <filesystem>
#include <string>

namespace kho::tools {

// Under its name only when it is whole: a half-written file never looks like the paper. Only a
// regular file is ever replaced, never a device, a pipe or what a link names. Throws CommandError
// file_unwritable.
void write_file(const std::filesystem::path& path, const std::string& content);

// Throws CommandError kUsage output_missing where `output` names no file and the bytes would go to
// a terminal.
void require_output(const std::string& output);

}  // namespace kho::tools

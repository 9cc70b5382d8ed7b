// store/file_creation.h - Making files and folders that outlive a crash: whole, or not there.
//
// Functions without state. Errors: as FileSystem.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/file_system.h"

namespace kho::store {

// Absolute, and without a slash at the end, so that its parent is its parent.
[[nodiscard]] std::filesystem::path whole_path(const std::filesystem::path& given);

// Makes the file `path` that is there whole, with its name, or not at all; durable on return. What
// was cut off before lies beside it as NAME.new, and goes. `mode` is one of those that create.
void create_whole(FileSystem& file_system, const std::filesystem::path& path, FileSystem::Mode mode,
                  std::string_view text);

// Closes a folder to all but its owner, where the file system knows modes.
void close_to_others(const std::filesystem::path& folder);

}  // namespace kho::store

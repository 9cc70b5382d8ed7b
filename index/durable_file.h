// index/durable_file.h - A small file that is replaced whole and durably.
//
// Thread-safe. Errors: Error kUnavailable.
#pragma once

#include <filesystem>
#include <string_view>

namespace kho::index {

// Writes `content` beside `path`, makes it durable, and puts it in the place of `path`: after a
// crash there is the old content or the new.
void replace_file(const std::filesystem::path& path, std::string_view content);

// Makes durable which files a directory has.
void sync_directory(const std::filesystem::path& directory);

}  // namespace kho::index

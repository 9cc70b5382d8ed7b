// warehouse/key_file.h - How the files of keys are read and written.
//
// Errors: Error kSigningKeyUnusable for a file that must not be used; std::system_error for a
// failed system call. Functions without state.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kho::warehouse {

enum class KeyFile {
  kSecret,  // Mode 0600; refused where its group or others have any right to it.
  kPublic,  // Mode 0644.
};

inline constexpr std::size_t kKeyFileBytesMax = 16 << 10;

// nullopt if there is no such file.
[[nodiscard]] std::optional<std::string> read_key_file(const std::filesystem::path& path,
                                                       KeyFile kind);
// Written under another name, made durable, and renamed over what was there.
void write_key_file(const std::filesystem::path& path, KeyFile kind, std::string_view content);

}  // namespace kho::warehouse

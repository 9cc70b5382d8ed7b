// tools/import/folder.h - A folder that somebody else filled: its files, and nothing outside.
//
// A path is what a manifest or a bag writes: relative, segments between '/', none of them empty,
// "." or "..". A symbolic link may lead to another file of the folder, never out of it; no name on
// the way is followed twice, so that one who exchanges it meanwhile gains nothing.
//
// Thread-compatible. Errors: CommandError folder_not_found, path_outside, file_not_found,
// file_not_regular, file_unreadable, file_too_large. No text names the path, which may hold a
// personal number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "ingest/descriptor.h"

namespace kho::tools {

inline constexpr std::size_t kPathBytesMax = 4096;

[[nodiscard]] bool is_inner_path(std::string_view path);

class Folder {
 public:
  explicit Folder(const std::filesystem::path& root);

  struct File {
    ingest::Descriptor descriptor;
    std::uint64_t size = 0;
  };
  // For reading; a regular file.
  [[nodiscard]] File open(const std::string& path) const;
  // All of it. Throws file_too_large beyond `bytes_max`.
  [[nodiscard]] std::string read(const std::string& path, std::uint64_t bytes_max) const;

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;  // Absolute, without links.
};

// The size of an open file is not above the limit. Throws file_too_large.
void check_size(const Folder::File& file, std::uint64_t bytes_max);
// The rest of an open file. Throws file_unreadable, file_too_large where it grew beyond.
[[nodiscard]] std::string read_all(const Folder::File& file, std::uint64_t bytes_max);

}  // namespace kho::tools

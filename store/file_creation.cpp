#include "store/file_creation.h"

namespace kho::store {

std::filesystem::path whole_path(const std::filesystem::path& given) {
  const std::filesystem::path path = std::filesystem::absolute(given).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

void create_whole(FileSystem& file_system, const std::filesystem::path& path, FileSystem::Mode mode,
                  std::string_view text) {
  const std::filesystem::path fresh = path.string() + ".new";
  if (file_system.exists(fresh)) file_system.remove(fresh);
  const auto file = file_system.open(fresh, mode);
  file->write_at(0, as_bytes(text));
  file->sync();
  file_system.sync_directory(path.parent_path());
  file_system.rename(fresh, path);
  file_system.sync_directory(path.parent_path());
}

void close_to_others(const std::filesystem::path& folder) {
  std::error_code unable;
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, unable);
}

}  // namespace kho::store

#include "warehouse/folder_rights.h"

#include <sys/stat.h>
#include <unistd.h>

namespace kho::warehouse {
namespace {

constexpr unsigned kGroupAndOthers = 0077;
constexpr unsigned kOthers = 0007;

void look_at(const std::filesystem::path& path, const std::string& name, unsigned forbidden,
             std::vector<WrongRight>& found) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  const unsigned mode = status.st_mode & 07777;
  if ((mode & forbidden) != 0) found.push_back({WrongRight::What::kOpenToOthers, name, mode});
  if (status.st_uid != ::geteuid()) found.push_back({WrongRight::What::kNotOurs, name, mode});
}

}  // namespace

std::vector<WrongRight> wrong_rights_in(const std::filesystem::path& warehouse) {
  std::vector<WrongRight> found;
  look_at(warehouse, ".", kOthers, found);
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator(warehouse, unreadable)) {
    // Behind a closed folder it is the folder's mode that counts: only owners are looked at.
    look_at(entry.path(), entry.path().filename(), 0, found);
  }
  look_at(warehouse / "keys/signing-key.pem", "keys/signing-key.pem", kGroupAndOthers, found);
  return found;
}

}  // namespace kho::warehouse

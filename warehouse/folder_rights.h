// warehouse/folder_rights.h - Whether the files of a warehouse belong to whoever runs it, and are
// closed to others: they hold papers of citizens, and keys.
//
// Function without state. Looks at the folder, what lies in it, and the secret key.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kho::warehouse {

struct WrongRight {
  enum class What {
    kOpenToOthers,  // Accounts outside its group may read or enter it; of a key, its group, too.
    kNotOurs,       // Belongs to another account than this process runs as.
  };
  What what = What::kOpenToOthers;
  std::string file;  // Below the warehouse; "." is the warehouse.
  unsigned mode = 0;
};

// What cannot be looked at is passed over: whoever needs it says so.
[[nodiscard]] std::vector<WrongRight> wrong_rights_in(const std::filesystem::path& warehouse);

}  // namespace kho::warehouse

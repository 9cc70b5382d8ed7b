// tools/import/owner_book.h - The keys of all owners, in clear: for an export of everything.
//
// The HTTP interface shows keys masked and has no route for them, so they are read from the tables
// of a warehouse that nobody has open. Some hundred bytes an owner.
//
// Immutable once made. Errors: store::Error.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "warehouse/uuid.h"

namespace kho::tools {

struct OwnerOnExport {
  std::string key;   // Normal form, in clear.
  std::string name;  // May be empty.
};

class OwnerBook {
 public:
  explicit OwnerBook(const std::filesystem::path& warehouse);
  [[nodiscard]] std::optional<OwnerOnExport> find(const warehouse::Uuid& owner) const;

 private:
  std::map<warehouse::Uuid, OwnerOnExport> owners_;
};

}  // namespace kho::tools

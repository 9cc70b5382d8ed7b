// tools/import/owner_book.h - The keys of all owners, in clear: for an export of everything.
//
// The HTTP interface tells them to who has the warehouse's directory, and to nobody else. Some
// hundred bytes an owner.
//
// Immutable once made.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/json.h"
#include "warehouse/uuid.h"

namespace kho::tools {

struct OwnerOnExport {
  std::string key;   // Normal form, in clear.
  std::string name;  // May be empty.
};

class OwnerBook {
 public:
  // Of what GET /v1/owners/keys answers, all pages.
  explicit OwnerBook(const api::Json& owners);
  [[nodiscard]] std::optional<OwnerOnExport> find(const warehouse::Uuid& owner) const;

 private:
  std::map<warehouse::Uuid, OwnerOnExport> owners_;
};

}  // namespace kho::tools

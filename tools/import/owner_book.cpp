#include "tools/import/owner_book.h"

namespace kho::tools {

OwnerBook::OwnerBook(const api::Json& owners) {
  for (const api::Json& owner : owners) {
    const auto id = warehouse::Uuid::parse(owner.at("id").get<std::string>());
    if (id)
      owners_[*id] = {owner.at("key").get<std::string>(), owner.at("name").get<std::string>()};
  }
}

std::optional<OwnerOnExport> OwnerBook::find(const warehouse::Uuid& owner) const {
  const auto found = owners_.find(owner);
  return found == owners_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace kho::tools

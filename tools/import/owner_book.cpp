#include "tools/import/owner_book.h"

#include "store/file_system.h"
#include "store/store.h"
#include "warehouse/owner_codec.h"
#include "warehouse/schema.h"

namespace kho::tools {

OwnerBook::OwnerBook(const std::filesystem::path& warehouse) {
  store::Options options;
  options.background = false;
  const store::Store store(store::posix_file_system(), warehouse, warehouse::table_names(),
                           options);
  const auto tables = store.snapshot();
  const auto cursor = tables->cursor(warehouse::kOwners);
  for (bool any = cursor->seek(""); any; any = cursor->next()) {
    const warehouse::Owner owner = warehouse::decode_owner(cursor->value());
    owners_[owner.id] = {owner.key, owner.name};
  }
}

std::optional<OwnerOnExport> OwnerBook::find(const warehouse::Uuid& owner) const {
  const auto found = owners_.find(owner);
  return found == owners_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace kho::tools

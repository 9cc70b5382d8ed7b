#include "warehouse/identity.h"

#include "warehouse/component_tables.h"
#include "warehouse/owner_codec.h"
#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {

Uuid root_of(const store::TableReader& tables, const Uuid& any) {
  Uuid root = any;
  for (std::size_t links = 0; links < kMembersMax; ++links) {
    const auto merge = tables.get(kOwnerMerges, root.raw());
    if (!merge) return root;
    root = decode_merge(*merge).into;
  }
  corrupt("owners are merged in a circle");
}

std::vector<Uuid> members_of(const store::TableReader& tables, const Uuid& any) {
  std::vector<Uuid> members{root_of(tables, any)};
  const auto cursor = tables.cursor(kOwnerMerges);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Uuid into = members[i];
    for (bool more = cursor->seek(into.raw()); more && cursor->key().starts_with(into.raw());
         more = cursor->next()) {
      // The owner's own link has the id alone for its key.
      const auto from = Uuid::from_raw(cursor->key().substr(Uuid::kSize));
      if (from && members.size() < kMembersMax) members.push_back(*from);
    }
  }
  return members;
}

std::vector<Uuid> owners_with_alias(const store::TableReader& tables, const OwnerKey& key) {
  std::vector<Uuid> owners;
  const std::string prefix = alias_prefix(key.text());
  each_with_prefix(tables, kOwnerAliases, prefix, [&](std::string_view entry, std::string_view) {
    if (const auto owner = Uuid::from_raw(entry.substr(prefix.size()))) owners.push_back(*owner);
    return true;
  });
  return owners;
}

Identity identity_of(const store::TableReader& tables, const OwnerKey& key) {
  std::optional<Uuid> root;
  if (const auto primary = find_owner(tables, key)) {
    root = root_of(tables, *primary);
  } else {
    for (const Uuid& owner : owners_with_alias(tables, key)) {
      const Uuid next = root_of(tables, owner);
      if (root && *root != next) return {Identity::Found::kSeveral, {}, {}};
      root = next;
    }
  }
  if (!root) return {};
  return {Identity::Found::kOne, *root, members_of(tables, *root)};
}

std::optional<Uuid> owner_for_deposit(const store::TableReader& tables, const OwnerKey& key) {
  if (const auto owner = find_owner(tables, key)) return owner;
  const std::vector<Uuid> owners = owners_with_alias(tables, key);
  if (owners.size() == 1) return owners.front();
  if (owners.empty()) {
    if (key.kind() != OwnerKind::kOldIdentityCard) return std::nullopt;
    throw Error(Errc::kOwnerKeyInvalid,
                "an old identity card (CMND) no longer identifies a person: deposit under cccd:, "
                "and add the old number to that owner as an alias");
  }
  const Identity identity = identity_of(tables, key);
  if (identity.found == Identity::Found::kOne) return identity.root;
  throw Error(Errc::kOwnerAmbiguous,
              "this number belongs to several owners: deposit under another key of the one who is "
              "meant");
}

}  // namespace kho::warehouse

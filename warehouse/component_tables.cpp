#include "warehouse/component_tables.h"

#include "warehouse/owner_codec.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {

std::optional<Uuid> find_owner(const store::TableReader& tables, const OwnerKey& key) {
  const auto id = tables.get(kOwnerKeys, key.text());
  return id ? Uuid::from_raw(*id) : std::nullopt;
}

std::optional<Owner> owner_of(const store::TableReader& tables, const Uuid& id) {
  const auto record = tables.get(kOwners, id.raw());
  if (!record) return std::nullopt;
  return decode_owner(*record);
}

void put_owner(store::WriteTransaction& tables, const Owner& owner) {
  tables.put(kOwners, owner.id.raw(), encode(owner));
  tables.put(kOwnerKeys, owner.key, owner.id.raw());
}

std::optional<Component> find_component(const store::TableReader& tables, std::string_view raw_id) {
  const auto record = tables.get(kComponents, raw_id);
  if (!record) return std::nullopt;
  return decode_component(*record);
}

std::vector<Component> components_of(const store::TableReader& tables, const Uuid& owner,
                                     const std::string& type) {
  std::vector<Component> found;
  const std::string prefix = owner_type_prefix(owner, type);
  each_with_prefix(tables, kComponentsByOwner, prefix, [&](std::string_view key, std::string_view) {
    if (auto component = find_component(tables, key.substr(prefix.size()))) {
      found.push_back(std::move(*component));
    }
    return true;
  });
  return found;
}

std::optional<Uuid> same_paper(const store::TableReader& tables, const Component& component) {
  std::optional<Uuid> found;
  const std::string& bytes = component.current().sha256;
  const std::string prefix = owner_type_prefix(component.owner, component.facts.type);
  each_with_prefix(tables, kComponentsByBlob, bytes, [&](std::string_view key, std::string_view) {
    const std::string_view id = key.substr(bytes.size());
    if (tables.get(kComponentsByOwner, prefix + std::string(id))) found = Uuid::from_raw(id);
    return !found;
  });
  return found;
}

void put_component(store::WriteTransaction& tables, const Component& component) {
  const std::string id(component.id.raw());
  tables.put(kComponents, id, encode(component));
  tables.put(kComponentsByOwner, owner_type_prefix(component.owner, component.facts.type) + id, "");
  for (const Version& version : component.versions) {
    tables.put(kComponentsByBlob, version.sha256 + id, "");
  }
}

void erase_component(store::WriteTransaction& tables, const Component& component) {
  const std::string id(component.id.raw());
  tables.erase(kComponents, id);
  tables.erase(kComponentsByOwner, owner_type_prefix(component.owner, component.facts.type) + id);
  for (const Version& version : component.versions) {
    tables.erase(kComponentsByBlob, version.sha256 + id);
  }
}

std::vector<Uuid> components_with(const store::TableReader& tables, std::string_view sha256) {
  std::vector<Uuid> found;
  each_with_prefix(tables, kComponentsByBlob, sha256, [&](std::string_view key, std::string_view) {
    if (const auto id = Uuid::from_raw(key.substr(sha256.size()))) found.push_back(*id);
    return true;
  });
  return found;
}

bool any_component_has(const store::TableReader& tables, std::string_view sha256) {
  bool found = false;
  each_with_prefix(tables, kComponentsByBlob, sha256, [&](std::string_view, std::string_view) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace kho::warehouse

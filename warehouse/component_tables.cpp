#include "warehouse/component_tables.h"

#include <tuple>

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

Component component_at(const store::TableReader& tables, const Uuid& id) {
  auto component = find_component(tables, id.raw());
  if (!component) throw Error(Errc::kNotFound, "there is no such component");
  return std::move(*component);
}

void add_holdings(const store::TableReader& tables, const Uuid& owner, std::string_view type,
                  std::vector<Holding>& holdings) {
  const std::string prefix = owner_type_prefix(owner, type);
  each_with_prefix(tables, kComponentsByOwner, prefix,
                   [&](std::string_view key, std::string_view value) {
                     const std::string_view id = key.substr(prefix.size());
                     if (value.empty()) {
                       // Written before there were holdings.
                       const auto component = find_component(tables, id);
                       if (!component) return true;
                       holdings.push_back(holding_in(tables, *component));
                       return true;
                     }
                     holdings.push_back(decode_holding(value));
                     holdings.back().component = *Uuid::from_raw(id);
                     holdings.back().type = type;
                     return true;
                   });
}

Holding holding_in(const store::TableReader& tables, const Component& component) {
  const std::string& bytes = component.current().sha256;
  Holding holding = holding_of(component, text_state_of(tables, bytes));
  const auto fate =
      tables.get(kFates, owner_type_prefix(component.owner, component.facts.type) + bytes);
  if (fate && !fate->empty()) suffer(holding, static_cast<std::uint8_t>(fate->front()));
  return holding;
}

void keep_fate(store::WriteTransaction& tables, const Component& leaving) {
  std::uint8_t fate = fate_of(leaving);
  if (fate == 0) return;
  const std::string& bytes = leaving.current().sha256;
  const std::string key = owner_type_prefix(leaving.owner, leaving.facts.type) + bytes;
  const auto before = tables.get(kFates, key);
  if (before && !before->empty()) fate |= static_cast<std::uint8_t>(before->front());
  tables.put(kFates, key, std::string(1, static_cast<char>(fate)));
  for (const Uuid& id : components_with(tables, bytes)) {
    const Component twin = component_at(tables, id);
    if (twin.id != leaving.id && twin.owner == leaving.owner &&
        twin.facts.type == leaving.facts.type && twin.current().sha256 == bytes) {
      put_component(tables, twin);
    }
  }
}

void put_component(store::WriteTransaction& tables, const Component& component) {
  const std::string id(component.id.raw());
  tables.put(kComponents, id, encode(component));
  tables.put(kComponentsByOwner, owner_type_prefix(component.owner, component.facts.type) + id,
             encode(holding_in(tables, component)));
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

TextState text_state_of(const store::TableReader& tables, std::string_view sha256) {
  const auto state = tables.get(kTexts, sha256);
  return state ? decode_text_state(*state) : TextState{};
}

void put_text_state(store::WriteTransaction& tables, std::string_view sha256,
                    const TextState& state) {
  const auto of_holdings = [](const TextState& text) {
    return std::tuple(text.outcome == TextState::Outcome::kFailed, text.signature,
                      text.knows_whom_to_trust);
  };
  const auto before = of_holdings(text_state_of(tables, sha256));
  tables.put(kTexts, sha256, encode(state));
  if (before == of_holdings(state)) return;
  for (const Uuid& id : components_with(tables, sha256)) {
    put_component(tables, component_at(tables, id));
  }
}

}  // namespace kho::warehouse

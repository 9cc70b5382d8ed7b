// warehouse/component_tables.h - Owners and components in the tables: look-up and entry.
//
// Thread safety: immutable functions over the caller's reader or transaction. Errors: store::Error
// kCorrupt for a damaged record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/component.h"
#include "warehouse/holding.h"
#include "warehouse/owner.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {

[[nodiscard]] std::optional<Uuid> find_owner(const store::TableReader& tables, const OwnerKey& key);
[[nodiscard]] std::optional<Owner> owner_of(const store::TableReader& tables, const Uuid& id);
// A new owner, or a changed one under the same id and key.
void put_owner(store::WriteTransaction& tables, const Owner& owner);

[[nodiscard]] std::optional<Component> find_component(const store::TableReader& tables,
                                                      std::string_view raw_id);
// Throws Error kNotFound.
[[nodiscard]] Component component_at(const store::TableReader& tables, const Uuid& id);
// What an owner holds of one type, added in the order of the components' ids.
void add_holdings(const store::TableReader& tables, const Uuid& owner, std::string_view type,
                  std::vector<Holding>& holdings);
// What its owner's list says of it, with what befell these bytes before (docs/format/records.md).
[[nodiscard]] Holding holding_in(const store::TableReader& tables, const Component& component);
// Enters a component, new or changed, under all its keys.
void put_component(store::WriteTransaction& tables, const Component& component);
// Keeps what befell the current file of `leaving`, which is out already or about to get another
// file, for whoever holds these bytes or brings them again.
void keep_fate(store::WriteTransaction& tables, const Component& leaving);
// Takes it out from under all its keys.
void erase_component(store::WriteTransaction& tables, const Component& component);
// The components that have this file, of 32 raw bytes of SHA-256, as one of their versions.
[[nodiscard]] std::vector<Uuid> components_with(const store::TableReader& tables,
                                                std::string_view sha256);
[[nodiscard]] bool any_component_has(const store::TableReader& tables, std::string_view sha256);
// What reading this file came to; pending where nothing is recorded.
[[nodiscard]] TextState text_state_of(const store::TableReader& tables, std::string_view sha256);
// Enters it, and with it what the holdings of the components with this file say.
void put_text_state(store::WriteTransaction& tables, std::string_view sha256,
                    const TextState& state);

}  // namespace kho::warehouse

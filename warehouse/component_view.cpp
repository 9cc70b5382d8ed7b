#include "warehouse/component_view.h"

#include <utility>

#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {

ComponentView component_view(const store::TableReader& tables, Component component) {
  ComponentView out;
  if (const auto type = find_type(tables, component.facts.type)) out.type_name = type->name;
  if (const auto owner = owner_of(tables, component.owner)) {
    out.owner_key_masked = masked_owner_key(owner->key);
  }
  out.text = text_state_of(tables, component.current().sha256);
  out.component = std::move(component);
  return out;
}

}  // namespace kho::warehouse

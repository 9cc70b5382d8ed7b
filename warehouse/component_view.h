// warehouse/component_view.h - A component as it is shown: with the name of its type, its owner's
// key masked, and how far its text is known.
//
// Functions over the caller's reader. Errors: store::Error kCorrupt.
#pragma once

#include <string>

#include "store/tables.h"
#include "warehouse/component.h"

namespace kho::warehouse {

struct ComponentView {
  Component component;
  std::string type_name;
  std::string owner_key_masked;
  TextState text;
};

[[nodiscard]] ComponentView component_view(const store::TableReader& tables, Component component);

}  // namespace kho::warehouse

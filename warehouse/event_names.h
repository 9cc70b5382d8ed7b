// warehouse/event_names.h - The names of events, as they stand in an export of the log.
#pragma once

#include <string>

#include "warehouse/event.h"
#include "warehouse/names.h"

namespace kho::warehouse {

inline constexpr NameTable<Event::Type, 9> kEventTypeNames{
    {{Event::Type::kCatalogueImported, "catalogue_imported"},
     {Event::Type::kOwnerCreated, "owner_created"},
     {Event::Type::kComponentDeposited, "component_deposited"},
     {Event::Type::kTextExtracted, "text_extracted"},
     {Event::Type::kOwnerNamed, "owner_named"},
     {Event::Type::kComponentDestroyed, "component_destroyed"},
     {Event::Type::kHoldPlaced, "hold_placed"},
     {Event::Type::kHoldLifted, "hold_lifted"},
     {Event::Type::kRetentionSet, "retention_set"}}};

// Of a type that has no name here, e.g. a later version's: "event_12".
[[nodiscard]] inline std::string event_name(Event::Type type) {
  const std::string_view name = name_in(kEventTypeNames, type);
  return name.empty() ? "event_" + std::to_string(static_cast<int>(type)) : std::string(name);
}

}  // namespace kho::warehouse

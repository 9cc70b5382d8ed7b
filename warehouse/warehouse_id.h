// warehouse/warehouse_id.h - The id of a warehouse: which one signed a checkpoint.
//
// Made when it is first needed, and kept in the tables. Thread-safe functions.
#pragma once

#include <optional>
#include <string>

#include "store/store.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// nullopt while it was not needed. Throws store::Error kCorrupt.
[[nodiscard]] std::optional<Uuid> warehouse_id(const store::TableReader& reader);
// Makes it if there is none.
[[nodiscard]] Uuid ensure_warehouse_id(store::Store& store, const Clock& clock, Random& random);
// The secret with which it signs what it gives out to get it back: 32 random bytes, made likewise.
[[nodiscard]] std::string ensure_cursor_key(store::Store& store, Random& random);
// The name of its log in checkpoints: "kho/<id>".
[[nodiscard]] std::string log_origin(const Uuid& warehouse);

}  // namespace kho::warehouse

// api/json_component.h - Components and their deposit as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// The metadata of a deposit: owner, owner_name and the facts. Throws warehouse::Error
// kMetadataInvalid.
[[nodiscard]] warehouse::Deposit deposit_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::ComponentView& view);
[[nodiscard]] Json to_json(const warehouse::Deposited& deposited);

}  // namespace kho::api

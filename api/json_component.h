// api/json_component.h - Components, their deposit and correction as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// The metadata of a deposit, and of a correction: what it says replaces that of `facts`. Throw
// warehouse::Error kMetadataInvalid.
[[nodiscard]] warehouse::Deposit deposit_from(const Json& json);
[[nodiscard]] warehouse::Correction correction_from(const Json& json,
                                                    const warehouse::Facts& facts);

[[nodiscard]] Json to_json(const warehouse::ComponentView& view);
[[nodiscard]] Json to_json(const warehouse::Deposited& deposited);
// What reading the file came to, but for the text itself.
[[nodiscard]] Json text_json(const warehouse::TextState& text);

}  // namespace kho::api

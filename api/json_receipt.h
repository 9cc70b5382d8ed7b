// api/json_receipt.h - The decision on a reuse, and the receipt for it, as JSON.
#pragma once

#include <string>

#include "api/json.h"
#include "warehouse/reuse_desk.h"

namespace kho::api {

// All but the query. Throws warehouse::Error kMetadataInvalid.
[[nodiscard]] warehouse::ReuseDecision decision_from(const Json& json);

// What a receipt says.
[[nodiscard]] Json to_json(const warehouse::Receipt& receipt);

// The same as one text that is always the same, for signing: keys sorted, no blanks.
[[nodiscard]] std::string receipt_payload(const warehouse::Receipt& receipt);

}  // namespace kho::api

// api/json_keeping.h - Holds, retention and destruction as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/keeping.h"

namespace kho::api {

// Throw warehouse::Error kMetadataInvalid.
[[nodiscard]] warehouse::HoldOrder hold_order_from(const Json& json);
[[nodiscard]] warehouse::Date keep_until_from(const Json& json);
struct DestructionRequest {
  warehouse::DestructionOrder order;
  bool dry_run = false;
};
[[nodiscard]] DestructionRequest destruction_request_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::Destruction& destruction);

}  // namespace kho::api

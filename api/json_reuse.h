// api/json_reuse.h - The question what can be reused, and its answer, as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/reuse_desk.h"

namespace kho::api {

// Throws warehouse::Error kQueryInvalid.
[[nodiscard]] warehouse::ReuseQuestion reuse_question_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::ReuseAnswer& answer);

}  // namespace kho::api

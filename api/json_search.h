// api/json_search.h - Searches as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// Throws warehouse::Error kQueryInvalid.
[[nodiscard]] warehouse::SearchQuestion search_question_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::SearchAnswer& answer);

}  // namespace kho::api

// api/json_schedule.h - What the server does by itself, as JSON. Immutable functions.
#pragma once

#include "api/json.h"
#include "warehouse/scheduler.h"

namespace kho::api {

[[nodiscard]] Json to_json(const warehouse::TaskView& view);

// Until when a task is to be paused; 0: not. Throws warehouse::Error kJobInvalid.
[[nodiscard]] std::int64_t pause_from(const Json& json);

}  // namespace kho::api

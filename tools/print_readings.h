// tools/print_readings.h - The queue of files that wait to be read as text for people.
#pragma once

#include <string>

#include "api/json.h"

namespace kho::tools {

// Of GET /v1/admin/readings.
[[nodiscard]] std::string readings_text(const api::Json& answer);
// How fast it goes and how long it takes; empty where that is not known.
[[nodiscard]] std::string pace_text(const api::Json& answer);
// Of POST /v1/admin/readings/retry.
[[nodiscard]] std::string asked_text(const api::Json& answer);

}  // namespace kho::tools

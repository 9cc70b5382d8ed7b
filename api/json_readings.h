// api/json_readings.h - The queue of files that wait to be read as JSON.
#pragma once

#include <vector>

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

[[nodiscard]] Json to_json(const warehouse::ReadingProgress& progress);
[[nodiscard]] Json to_json(const std::vector<warehouse::QuarantinedFile>& files);

}  // namespace kho::api

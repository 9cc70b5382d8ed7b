// api/json_bench.h - What a measurement of the warehouse is told, and what came of it, as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/bench.h"

namespace kho::api {

// Throws warehouse::Error kJobInvalid.
[[nodiscard]] warehouse::BenchOrder bench_order_from(const Json& json);
[[nodiscard]] Json to_json(const warehouse::BenchReport& report);

}  // namespace kho::api

// api/json_report.h - The indicators as JSON and as CSV: docs/reports.md.
#pragma once

#include "api/http.h"
#include "api/json.h"
#include "warehouse/indicators.h"

namespace kho::api {

// Throws warehouse::Error kQueryInvalid, Problem 400 query_invalid.
[[nodiscard]] warehouse::ReportOrder report_order_from(const Request& request);
[[nodiscard]] Json to_json(const warehouse::Report& report);
// With a header line; shares of nothing are "N/A".
[[nodiscard]] std::string csv_of(const warehouse::Report& report);

}  // namespace kho::api

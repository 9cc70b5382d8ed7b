// api/json_findings.h - What was found in a file as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/file_findings.h"

namespace kho::api {

// Personal numbers are masked, like everywhere outside the file itself.
[[nodiscard]] Json to_json(const warehouse::FileFindings& findings);

}  // namespace kho::api

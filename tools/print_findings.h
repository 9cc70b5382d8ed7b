// tools/print_findings.h - What was found in a file as text for people.
#pragma once

#include <string>

#include "api/json.h"

namespace kho::tools {

// Of GET /v1/components/{id}/findings.
[[nodiscard]] std::string findings_text(const api::Json& answer);

}  // namespace kho::tools

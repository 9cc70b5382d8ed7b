// tools/print.h - Answers of the interface as people read them in a terminal.
#pragma once

#include <string>

#include "api/json.h"

namespace kho::tools {

// Each ends with a line break.
[[nodiscard]] std::string deposit_text(const api::Json& answer);
[[nodiscard]] std::string reuse_text(const api::Json& answer);
[[nodiscard]] std::string search_text(const api::Json& answer);
[[nodiscard]] std::string component_text(const api::Json& component);

// `text` in `columns` columns: filled up with spaces, or cut and closed with "…". Counts code
// points of composed UTF-8, which is what Vietnamese needs.
[[nodiscard]] std::string column(const std::string& text, std::size_t columns);
// "1.3 MB"
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace kho::tools

// tools/print_search.h - Searches and the search index as text for people.
#pragma once

#include <string>

#include "api/json.h"

namespace kho::tools {

// The answer to POST /v1/search. On a terminal what was looked for is bold.
[[nodiscard]] std::string search_text(const api::Json& answer);
[[nodiscard]] std::string search_text_for_terminal(const api::Json& answer);
[[nodiscard]] std::string completions_text(const api::Json& answer);
// Of GET /v1/admin/index.
[[nodiscard]] std::string shards_text(const api::Json& answer);
// A job of kind reindex.
[[nodiscard]] std::string reindex_text(const api::Json& job);

}  // namespace kho::tools

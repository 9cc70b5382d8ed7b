// api/json_search.h - Searches, completions and the shards of the index as JSON.
#pragma once

#include <vector>

#include "api/json.h"
#include "index/indexer.h"
#include "warehouse/search_desk.h"
#include "warehouse/search_index.h"

namespace kho::api {

// Throw warehouse::Error kQueryInvalid.
[[nodiscard]] warehouse::SearchQuestion search_question_from(const Json& json);
[[nodiscard]] warehouse::CompletionQuestion completion_question_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::SearchAnswer& answer);
[[nodiscard]] Json to_json(const std::vector<index::Completion>& completions);
[[nodiscard]] Json to_json(const std::vector<index::ShardInfo>& shards);
[[nodiscard]] Json to_json(const warehouse::ReindexReport& report);

}  // namespace kho::api

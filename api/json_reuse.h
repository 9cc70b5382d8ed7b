// api/json_reuse.h - The question what can be reused, and its answer, as JSON.
#pragma once

#include <string>

#include "api/json.h"
#include "warehouse/reuse_desk.h"

namespace kho::api {

// Throws warehouse::Error kQueryInvalid.
[[nodiscard]] warehouse::ReuseQuestion reuse_question_from(const Json& json);

// As one line of JSON. Written as text, without a tree of values: the answer is asked for more
// often than anything else.
[[nodiscard]] std::string reuse_answer_text(const warehouse::ReuseAnswer& answer);

}  // namespace kho::api

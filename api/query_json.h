// api/query_json.h - The parameters of a URL as a JSON object, for Fields to take apart.
#pragma once

#include <initializer_list>
#include <string_view>

#include "api/http.h"
#include "api/json.h"

namespace kho::api {

// `numbers` names the parameters that are whole numbers; what is none stays a text, which Fields
// refuses. Throws Problem 400 query_invalid for a parameter that occurs twice.
[[nodiscard]] Json query_json(const Request& request,
                              std::initializer_list<std::string_view> numbers);

}  // namespace kho::api

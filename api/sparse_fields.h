// api/sparse_fields.h - Answers with only the fields that the caller names (`fields=id,code`).
//
// For records, and for each record of a list. Functions; thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/http.h"

namespace kho::api {

inline constexpr std::size_t kFieldsMax = 64;

// Where a route's records stand in its answer: the name of the list; empty where the answer is the
// record. nullopt: the route knows no such choice.
[[nodiscard]] std::optional<std::string_view> records_of(std::string_view pattern);

// Takes the parameter `fields` away from the request; nullopt where there is none. Throws Problem
// 400 query_invalid.
[[nodiscard]] std::optional<std::set<std::string>> take_fields(Request& request);

// Leaves these fields in a 200 answer; others pass. The tag, which is the whole record's, goes.
// Throws Problem 400 query_invalid for a field that a record has not.
void keep_fields(Response& response, std::string_view records, const std::set<std::string>& fields);

}  // namespace kho::api

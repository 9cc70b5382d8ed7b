// api/json.h - JSON as it comes in and goes out.
//
// What comes in is strict: an unknown field, a wrong type or an impossible date is refused with the
// field's name, for a misspelt "validity" must not turn into an unknown one. Times are RFC 3339 in
// UTC, dates YYYY-MM-DD. The shapes of the interface stand in json_<subject>.h.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace kho::api {

using Json = nlohmann::json;

// One line of UTF-8; bytes that are not UTF-8 (a file name from outside) become U+FFFD.
[[nodiscard]] std::string dump(const Json& json);

// Deeper than anything that comes in; a bound for the stack.
inline constexpr int kJsonDepthMax = 32;

// nullopt for what is not JSON in UTF-8, is nested deeper than kJsonDepthMax, or repeats a key in
// an object (of two owners, which one is meant?).
[[nodiscard]] std::optional<Json> parse_strictly(std::string_view text);

// The same. Throws Problem 400 json_invalid.
[[nodiscard]] Json parse_json(std::string_view text);

}  // namespace kho::api

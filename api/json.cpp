#include "api/json.h"

#include <set>
#include <vector>

#include "api/problem.h"

namespace kho::api {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Json> parse_strictly(std::string_view text) {
  // Which keys the objects around the current place have had.
  std::vector<std::set<std::string>> seen;
  bool refused = false;
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    if (refused) return false;
    if (depth > kJsonDepthMax) refused = true;
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second) {
      refused = true;
    }
    return !refused;  // What is refused is not kept, so nothing deep is ever built.
  };
  Json json = Json::parse(text, check, false);
  if (refused || json.is_discarded()) return std::nullopt;
  return json;
}

Json parse_json(std::string_view text) {
  auto json = parse_strictly(text);
  if (!json) {
    throw Problem(400, "json_invalid",
                  "the body is not JSON in UTF-8, is nested too deeply or repeats a key");
  }
  return std::move(*json);
}

}  // namespace kho::api

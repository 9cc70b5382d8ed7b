#include "api/query_json.h"

#include <algorithm>

#include "api/number.h"
#include "api/problem.h"

namespace kho::api {

Json query_json(const Request& request, std::initializer_list<std::string_view> numbers) {
  Json json = Json::object();
  for (const auto& [name, value] : request.query) {
    if (json.contains(name)) throw Problem(400, "query_invalid", "a parameter occurs twice");
    json[name] = value;
    if (std::ranges::find(numbers, name) == numbers.end()) continue;
    std::uint64_t number = 0;
    if (is_number(value, number)) json[name] = number;
  }
  return json;
}

}  // namespace kho::api

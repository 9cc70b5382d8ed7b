// Papers found by words and numbers.

#include <charconv>

#include "api/handler.h"
#include "api/json_search.h"
#include "api/problem.h"

namespace kho::api {
namespace {

// What was looked for is nobody's business; that somebody did is recorded.
Response answer_to(const Call& call, const Json& question) {
  const warehouse::SearchAnswer answer = call.warehouse.search(search_question_from(question));
  call.warehouse.accesses().record(
      {warehouse::Access::Action::kSearched, 0, {}, {}, {}, call.purpose});
  return json_response(200, to_json(answer));
}

}  // namespace

Response get_search(const Call& call) {
  Json question = Json::object();
  for (const auto& [name, value] : call.request.query) {
    if (name == "owner") {
      throw Problem(400, "owner_in_url",
                    "a personal number does not belong in a URL: use POST /v1/search, or owner_id");
    }
    if (name == "type" || name == "kind" || name == "year" || name == "status") {
      question[name].push_back(value);
      continue;
    }
    if (question.contains(name)) throw Problem(400, "query_invalid", "a parameter occurs twice");
    if (name == "limit" || name == "offset" || name == "wait_for_position" ||
        name == "wait_ms_max") {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool whole = error == std::errc() && end == value.data() + value.size();
      question[name] = whole ? Json(number) : Json(value);  // A text is refused by its field.
    } else {
      question[name] = value;
    }
  }
  return answer_to(call, question);
}

Response post_search(const Call& call) { return answer_to(call, parse_json(call.request.body)); }

}  // namespace kho::api

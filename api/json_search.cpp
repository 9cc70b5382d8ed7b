#include "api/json_search.h"

#include "api/json_component.h"
#include "api/json_fields.h"

namespace kho::api {

warehouse::SearchQuestion search_question_from(const Json& json) {
  warehouse::SearchQuestion question;
  Fields fields(json, "question", warehouse::Errc::kQueryInvalid);
  question.text = fields.text("q");
  question.owner = fields.text("owner");
  question.owner_id = fields.id("owner_id");
  question.types = fields.texts("type");
  question.kinds = fields.texts("kind");
  question.years = fields.texts("year");
  question.statuses = fields.texts("status");
  question.limit = static_cast<std::uint32_t>(fields.number("limit", question.limit, 100));
  question.offset = static_cast<std::uint32_t>(fields.number("offset", 0, 10000));
  question.wait_for_position = fields.number("wait_for_position", 0, UINT64_MAX);
  question.wait_max = std::chrono::milliseconds(fields.number("wait_ms_max", 5000, 30000));
  fields.finish();
  return question;
}

Json to_json(const warehouse::SearchAnswer& answer) {
  Json hits = Json::array();
  for (const warehouse::SearchAnswer::Hit& hit : answer.hits) {
    hits.push_back({{"score", hit.score}, {"component", to_json(hit.component)}});
  }
  return {{"hits", std::move(hits)},
          {"total", {{"value", answer.total}, {"exact", answer.total_is_exact}}},
          {"position", answer.position},
          {"log_position", answer.log_position}};
}

}  // namespace kho::api

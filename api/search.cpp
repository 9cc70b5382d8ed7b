// Papers found by words and numbers, completions, and the index behind them.

#include "api/handler.h"
#include "api/json_fields.h"
#include "api/json_search.h"
#include "api/number.h"
#include "api/problem.h"
#include "index/personal_number.h"
#include "warehouse/paper_rights.h"

namespace kho::api {
namespace {

[[noreturn]] void ask_for_dossier() {
  throw Problem(403, "dossier_needed",
                "name the dossier in hand (Kho-Dossier), or break the glass with a reason");
}

// Through the eyes that the token has: those of the dossier in hand, unless the glass is broken. An
// intake system may show owners what is theirs: it knows who they are.
template <typename Question>
Question seen_by(const Call& call, Question question) {
  if (warehouse::sees_everything(call.purpose)) return question;
  if (question.view == warehouse::View::kOwner) {
    if (call.purpose.bearer->role != warehouse::Role::kIntake) ask_for_dossier();
    return question;
  }
  if (question.view == warehouse::View::kOffice) {
    if (call.purpose.dossier.empty()) ask_for_dossier();
    question.view = warehouse::View::kDossier;
    question.view_of = call.purpose.dossier;
  }
  require_dossier(call, call.warehouse.dossiers().find_coded(question.view_of).dossier.id);
  return question;
}

Response answer_to(const Call& call, const Json& question) {
  const warehouse::SearchAnswer answer =
      call.warehouse.searches().search(seen_by(call, search_question_from(question)));
  call.warehouse.record_search(answer.hits, call.purpose);
  Response response = json_response(200, to_json(answer));
  if (call.request.method != "POST" && !answer.next.empty())
    response.next = {"cursor", answer.next};
  return response;
}

bool is_list(const std::string& name) {
  for (const char* each :
       {"type", "kind", "year", "status", "issuer", "procedure", "dossier", "facets"}) {
    if (name == each) return true;
  }
  return false;
}

bool is_number_field(const std::string& name) {
  for (const char* each : {"limit", "offset", "fragments", "wait_for_position", "wait_ms_max"}) {
    if (name == each) return true;
  }
  return false;
}

// The parameters of a GET as the body of the POST. URLs are logged and remembered everywhere: no
// personal number belongs there.
Json question_in_url(const Call& call) {
  Json question = Json::object();
  for (const auto& [name, value] : call.request.query) {
    const bool is_text = !is_number_field(name);
    if (name == "owner" || name == "as_owner" || (is_text && index::holds_personal_number(value))) {
      throw Problem(400, "owner_in_url",
                    "a personal number does not belong in a URL: use POST, or owner_id");
    }
    if (is_list(name)) {
      question[name].push_back(value);
      continue;
    }
    if (question.contains(name)) throw Problem(400, "query_invalid", "a parameter occurs twice");
    if (is_number_field(name)) {
      std::uint64_t number = 0;
      question[name] =
          is_number(value, number) ? Json(number) : Json(value);  // A text is refused by its field.
    } else {
      question[name] = value;
    }
  }
  return question;
}

// Not recorded: completions are words of titles, and come with every letter typed.
Response completions_of(const Call& call, const Json& question) {
  return json_response(200, to_json(call.warehouse.searches().complete(
                                seen_by(call, completion_question_from(question)))));
}

Response shards_response(const Call& call) {
  const warehouse::Status status = call.warehouse.status();
  return json_response(200, {{"shards", to_json(call.warehouse.search_index().shards())},
                             {"position", status.index_position},
                             {"log_position", status.log_position}});
}

}  // namespace

Response get_search(const Call& call) { return answer_to(call, question_in_url(call)); }

Response post_search(const Call& call) { return answer_to(call, parse_json(call.request.body)); }

Response get_completions(const Call& call) { return completions_of(call, question_in_url(call)); }

Response post_completions(const Call& call) {
  return completions_of(call, parse_json(call.request.body));
}

Response get_index(const Call& call) { return shards_response(call); }

Response post_index_seal(const Call& call) {
  const Json json = parse_json(call.request.body);
  Fields fields(json, "order", warehouse::Errc::kShardInvalid);
  const std::string label = fields.required_text("label");
  fields.finish();
  call.warehouse.search_index().seal(label);
  return shards_response(call);
}

Response post_shard_move(const Call& call) {
  const Json json = parse_json(call.request.body);
  Fields fields(json, "order", warehouse::Errc::kShardInvalid);
  const std::string address = fields.required_text("address");
  fields.finish();
  call.warehouse.search_index().move_out(call.name, address);
  return shards_response(call);
}

}  // namespace kho::api

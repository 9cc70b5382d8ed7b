// Who saw a component, and who saw an owner's.

#include "api/handler.h"
#include "api/json_fields.h"
#include "api/problem.h"

namespace kho::api {
namespace {

constexpr std::size_t kAccessesMax = 1000;  // Of one answer.

Json access_json(const warehouse::RecordedAccess& recorded) {
  const warehouse::Access& access = recorded.access;
  return {{"position", recorded.position},
          {"at", warehouse::utc_text(access.at_ms)},
          {"action", name_in(warehouse::kAccessActionNames, access.action)},
          {"by", access.purpose.by},
          {"agency", access.agency},
          {"dossier", access.purpose.dossier},
          {"purpose", access.purpose.why},
          {"breaks_glass", access.purpose.breaks_glass}};
}

warehouse::OwnerAccessQuestion owner_access_question_from(const Json& json) {
  warehouse::OwnerAccessQuestion question;
  Fields fields(json, "question", warehouse::Errc::kQueryInvalid);
  const std::string as_owner = fields.text("as_owner");
  question.as_owner = !as_owner.empty();
  question.owner = question.as_owner ? as_owner : fields.required_text("owner");
  if (question.as_owner && fields.has("owner")) fields.refuse("owner", "is as_owner already");
  question.limit = fields.number("limit", question.limit, kAccessesMax);
  if (question.limit == 0) fields.refuse("limit", "is at least 1");
  if (!fields.member("before").is_null()) {
    question.before = fields.number("before", 0, UINT64_MAX);
  }
  fields.finish();
  return question;
}

}  // namespace

Response get_access_log(const Call& call) {
  std::uint64_t after = 0;
  std::size_t limit = 100;
  for (const auto& [name, value] : call.request.query) {
    if (name == "after") {
      after = whole_number(name, value, 0, UINT64_MAX - 1);
    } else if (name == "limit") {
      limit = whole_number(name, value, 1, kAccessesMax);
    } else {
      throw Problem(400, "query_invalid", "the parameters are after and limit");
    }
  }
  const auto found = call.warehouse.accesses_of_component(call.id, after, limit);
  Json accesses = Json::array();
  for (const warehouse::RecordedAccess& each : found) accesses.push_back(access_json(each));
  return page_response("accesses", std::move(accesses),
                       found.size() < limit ? Json() : Json(found.back().position));
}

Response post_owner_access_log(const Call& call) {
  const auto question = owner_access_question_from(parse_json(call.request.body));
  // An intake system shows owners what is theirs: it knows who they are. It is no auditor.
  if (call.purpose.bearer && call.purpose.bearer->role == warehouse::Role::kIntake &&
      !question.as_owner) {
    throw Problem(403, "access_refused", "an intake system asks as the owner: as_owner");
  }
  const warehouse::OwnerAccesses found = call.warehouse.accesses_of_owner(question, call.purpose);
  Json accesses = Json::array();
  for (const warehouse::OwnerAccesses::Seen& seen : found.accesses) {
    Json json = access_json(seen.recorded);
    const auto& component = seen.recorded.access.component;
    json["component_id"] = component ? Json(component->text()) : Json();
    json["type"] = seen.type.empty() ? Json() : Json(seen.type);
    accesses.push_back(std::move(json));
  }
  return json_response(200, {{"found", name_in(warehouse::kFoundNames, found.found)},
                             {"accesses", std::move(accesses)},
                             {"next", found.next ? Json(*found.next) : Json()}});
}

}  // namespace kho::api

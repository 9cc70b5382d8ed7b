// Who saw a component.

#include "api/handler.h"
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
          {"dossier", access.purpose.dossier},
          {"purpose", access.purpose.why},
          {"breaks_glass", access.purpose.breaks_glass}};
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
  Json json = {{"accesses", std::move(accesses)}, {"next", nullptr}};
  if (found.size() < limit) return json_response(200, json);
  json["next"] = found.back().position;
  Response response = json_response(200, json);
  response.next = {"after", std::to_string(found.back().position)};
  return response;
}

}  // namespace kho::api

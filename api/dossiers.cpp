// Applications: opened, moved, referred to, looked up.

#include "api/handler.h"
#include "api/json_dossier.h"
#include "api/problem.h"

namespace kho::api {

Response post_dossier(const Call& call) {
  warehouse::DossierOpening opening = opening_from(parse_json(call.request.body));
  opening.by = call.by(opening.by);
  const warehouse::DossierChanged opened = call.warehouse.dossiers().open(opening);
  Response response = json_response(opened.changed ? 201 : 200, to_json(opened));
  response.headers.emplace_back("Location", "/v1/dossiers/" + opened.view.dossier.id.text());
  return response;
}

Response get_dossier(const Call& call) {
  return json_response(200, to_json(call.warehouse.dossiers().find(call.id)));
}

Response get_dossier_coded(const Call& call) {
  const auto& query = call.request.query;
  if (query.size() != 1 || query.front().first != "code") {
    throw Problem(400, "query_invalid", "the one parameter is code, a dossier code");
  }
  return json_response(200, to_json(call.warehouse.dossiers().find_coded(query.front().second)));
}

Response post_dossier_state(const Call& call) {
  warehouse::DossierMove move = move_from(parse_json(call.request.body));
  move.by = call.by(move.by);
  return json_response(200, to_json(call.warehouse.dossiers().move(call.id, move)));
}

Response post_dossier_reference(const Call& call) {
  warehouse::DossierReference reference = reference_from(parse_json(call.request.body));
  reference.by = call.by(reference.by);
  const warehouse::DossierChanged referred = call.warehouse.dossiers().refer(call.id, reference);
  return json_response(referred.changed ? 201 : 200, to_json(referred));
}

}  // namespace kho::api

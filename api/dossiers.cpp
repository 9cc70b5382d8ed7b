// Applications: opened, moved, referred to, looked up.

#include "api/handler.h"
#include "api/json_dossier.h"
#include "api/once.h"
#include "api/problem.h"
#include "warehouse/dossier_code.h"
#include "warehouse/paper_rights.h"

namespace kho::api {
namespace {

// Whoever works for an agency opens its dossiers and no others.
void require_agency(const Call& call, const warehouse::DossierOpening& opening) {
  if (!call.purpose.bearer) return;
  const std::string agency =
      opening.agency.empty() ? warehouse::parse_dossier_code(opening.code).agency : opening.agency;
  if (!warehouse::covers(call.purpose.bearer->agency, agency)) {
    throw Problem(403, "access_refused", "the dossier is not one of the token's agency");
  }
}

// `status`: where something changed.
template <typename Change>
Response change_dossier(const Call& call, int status, const Change& change) {
  return answer_once<warehouse::DossierView, warehouse::DossierChanged>(
      call, change, [status](const warehouse::DossierChanged& changed) {
        return json_response(changed.changed ? status : 200, to_json(changed));
      });
}

}  // namespace

Response post_dossier(const Call& call) {
  warehouse::DossierOpening opening = opening_from(parse_json(call.request.body));
  opening.by = call.by(opening.by);
  require_agency(call, opening);
  return answer_once<warehouse::Nothing, warehouse::DossierChanged>(
      call, [&](const auto& terms) { return call.warehouse.dossiers().open(opening, terms); },
      [](const warehouse::DossierChanged& opened) {
        Response response = json_response(opened.changed ? 201 : 200, to_json(opened));
        response.headers.emplace_back("Location", "/v1/dossiers/" + opened.view.dossier.id.text());
        return response;
      });
}

Response get_dossier(const Call& call) {
  require_dossier(call, call.id);
  return record_response(call.request, to_json(call.warehouse.dossiers().find(call.id)));
}

Response get_dossier_coded(const Call& call) {
  const auto& query = call.request.query;
  if (query.size() != 1 || query.front().first != "code") {
    throw Problem(400, "query_invalid", "the one parameter is code, a dossier code");
  }
  const warehouse::DossierView found = call.warehouse.dossiers().find_coded(query.front().second);
  require_dossier(call, found.dossier.id);
  return record_response(call.request, to_json(found));
}

Response post_dossier_state(const Call& call) {
  require_dossier(call, call.id);
  warehouse::DossierMove move = move_from(parse_json(call.request.body));
  move.by = call.by(move.by);
  return change_dossier(call, 200, [&](const auto& terms) {
    return call.warehouse.dossiers().move(call.id, move, terms);
  });
}

Response post_dossier_reference(const Call& call) {
  require_dossier(call, call.id);
  warehouse::DossierReference reference = reference_from(parse_json(call.request.body));
  reference.by = call.by(reference.by);
  return change_dossier(call, 201, [&](const auto& terms) {
    return call.warehouse.dossiers().refer(call.id, reference, terms);
  });
}

}  // namespace kho::api

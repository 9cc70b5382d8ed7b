// What systems of other provinces and of the nation ask and tell, in their own shapes.

#include "api/handler.h"
#include "api/json_partner.h"
#include "api/problem.h"

namespace kho::api {
namespace {

// They look at errorCode alone, so a refusal has one, too: the HTTP status.
Response answered(Json (*answer)(const Call&), const Call& call) {
  try {
    return json_response(200, partner_answer(answer(call)));
  } catch (...) {
    const Problem problem = problem_of(std::current_exception());
    if (problem.status() >= 500) throw;
    return json_response(
        problem.status(),
        {{"errorCode", problem.status()}, {"code", problem.code()}, {"message", problem.what()}});
  }
}

Json owned_papers(const Call& call) {
  const OwnedPapersRequest asked = owned_papers_request_from(parse_json(call.request.body));
  if (!asked.owner) return to_json(warehouse::OwnedPapers());
  warehouse::Purpose purpose = call.purpose;
  if (purpose.by.empty()) purpose.by = "partner";
  if (!asked.requester_masked.empty()) purpose.by += " for " + asked.requester_masked;
  if (purpose.why.empty()) purpose.why = "procedure " + asked.procedure;
  return to_json(call.warehouse.owned_papers(*asked.owner, asked.asked, purpose));
}

Json dossier_state(const Call& call) {
  const PartnerState told = partner_state_from(parse_json(call.request.body));
  warehouse::Dossiers& dossiers = call.warehouse.dossiers();
  const warehouse::Uuid id = dossiers.find_coded(told.dossier).dossier.id;
  require_dossier(call, id);
  const warehouse::DossierChanged moved = dossiers.move(id, told.move);
  return {{"MaHoSo", moved.view.dossier.code},
          {"TrangThaiHoSo", static_cast<int>(moved.view.dossier.state())},
          {"DaCapNhat", moved.changed}};
}

}  // namespace

Response post_owned_papers(const Call& call) { return answered(owned_papers, call); }

Response post_dossier_state_of_partner(const Call& call) { return answered(dossier_state, call); }

}  // namespace kho::api

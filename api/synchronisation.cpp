// What the synchronisation reads of a dossier.

#include "api/handler.h"
#include "api/json_dossier_export.h"

namespace kho::api {

Response get_dossier_export(const Call& call) {
  require_dossier(call, call.id);
  warehouse::Purpose purpose = call.purpose;
  if (purpose.by.empty()) purpose.by = "kho sync";
  if (purpose.why.empty()) purpose.why = "synchronisation";
  Response response = json_response(200, to_json(call.warehouse.export_dossier(call.id, purpose)));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace kho::api

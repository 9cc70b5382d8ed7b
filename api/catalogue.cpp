// What procedures ask for.

#include "api/handler.h"
#include "api/json_catalogue.h"

namespace kho::api {

Response post_catalogue(const Call& call) {
  return json_response(200,
                       to_json(call.warehouse.import_catalogue(catalogue_from(call.request.body))));
}

}  // namespace kho::api

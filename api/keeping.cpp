// For how long a component is kept.

#include "api/handler.h"
#include "api/json_component.h"
#include "api/json_keeping.h"

namespace kho::api {

Response delete_component(const Call& call) {
  const DestructionRequest wanted = destruction_request_from(parse_json(call.request.body));
  return json_response(200,
                       to_json(wanted.dry_run ? call.warehouse.plan_destruction(call.id)
                                              : call.warehouse.destroy(call.id, wanted.order)));
}

Response post_hold(const Call& call) {
  const warehouse::HoldOrder order = hold_order_from(parse_json(call.request.body));
  Response response = json_response(201, to_json(call.warehouse.hold(call.id, order)));
  response.headers.emplace_back("Location",
                                "/v1/components/" + call.id.text() + "/holds/" + order.name);
  return response;
}

Response delete_hold(const Call& call) {
  return json_response(200, to_json(call.warehouse.lift_hold(call.id, call.name)));
}

Response post_retention(const Call& call) {
  const warehouse::Date day = keep_until_from(parse_json(call.request.body));
  return json_response(200, to_json(call.warehouse.keep_until(call.id, day)));
}

}  // namespace kho::api

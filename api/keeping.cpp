// For how long a component is kept.

#include "api/handler.h"
#include "api/json_component.h"
#include "api/json_keeping.h"
#include "api/once.h"

namespace kho::api {

Response delete_component(const Call& call) {
  const DestructionRequest wanted = destruction_request_from(parse_json(call.request.body));
  if (wanted.dry_run) {
    return json_response(200, to_json(call.warehouse.plan_destruction(call.id)));
  }
  return answer_once<warehouse::ComponentView, warehouse::Destruction>(
      call, [&](const auto& terms) { return call.warehouse.destroy(call.id, wanted.order, terms); },
      [](const warehouse::Destruction& done) { return json_response(200, to_json(done)); });
}

Response post_hold(const Call& call) {
  const warehouse::HoldOrder order = hold_order_from(parse_json(call.request.body));
  return answer_once<warehouse::ComponentView, warehouse::ComponentView>(
      call, [&](const auto& terms) { return call.warehouse.hold(call.id, order, terms); },
      [&](const warehouse::ComponentView& held) {
        Response response = changed_record_response(201, to_json(held), component_path(call.id));
        response.headers.emplace_back("Location", component_path(call.id) + "/holds/" + order.name);
        return response;
      });
}

Response delete_hold(const Call& call) {
  return answer_component_once(
      call, [&](const auto& terms) { return call.warehouse.lift_hold(call.id, call.name, terms); });
}

Response post_retention(const Call& call) {
  const warehouse::Date day = keep_until_from(parse_json(call.request.body));
  return answer_component_once(
      call, [&](const auto& terms) { return call.warehouse.keep_until(call.id, day, terms); });
}

}  // namespace kho::api

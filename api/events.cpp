// The event feed.

#include "api/handler.h"
#include "api/json_events.h"

namespace kho::api {

Response get_events(const Call& call) {
  return json_response(200, to_json(call.warehouse.events(feed_order_from(call.request))));
}

}  // namespace kho::api

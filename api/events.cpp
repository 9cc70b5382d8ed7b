// The event feed.

#include "api/handler.h"
#include "api/json_events.h"

namespace kho::api {

Response get_events(const Call& call) {
  const warehouse::FeedPage page = call.warehouse.events(feed_order_from(call.request));
  Response response = json_response(200, to_json(page));
  // There always is a next page: it may be empty yet.
  response.next = {"after", std::to_string(page.next)};
  return response;
}

}  // namespace kho::api

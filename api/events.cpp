// The event feed: page by page, or as a stream.

#include "api/event_stream.h"
#include "api/handler.h"
#include "api/json_events.h"

namespace kho::api {
namespace {

Response event_stream(const Call& call) {
  const warehouse::FeedOrder order = stream_order_from(call.request);
  if (order.after > call.warehouse.log_position()) {
    // Whoever waits for what will have other positions would miss what comes before.
    throw Problem(400, "query_invalid", "the log has not come that far");
  }
  Response response;
  response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  response.stream = std::make_shared<EventStream>(call.warehouse, call.warehouse.tokens(),
                                                  call.api.doors(), call.request, order,
                                                  call.api.streams().take(call.request.from));
  return response;
}

}  // namespace

Response get_events(const Call& call) {
  if (call.request.header("accept").find("text/event-stream") != std::string_view::npos) {
    return event_stream(call);
  }
  const warehouse::FeedPage page = call.warehouse.events(feed_order_from(call.request));
  Response response = json_response(200, to_json(page));
  // There always is a next page: it may be empty yet.
  response.next = {"after", std::to_string(page.next)};
  return response;
}

}  // namespace kho::api

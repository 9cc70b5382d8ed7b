// What is decided on a component.

#include "warehouse/review.h"

#include "api/handler.h"
#include "api/json_review.h"
#include "api/once.h"

namespace kho::api {
namespace {

Response decide(const Call& call, warehouse::ReviewState decision) {
  require_paper(call, call.id);
  warehouse::ReviewOrder order = review_order_from(parse_json(call.request.body), decision);
  order.by = call.by(order.by);
  return answer_component_once(
      call, [&](const auto& terms) { return call.warehouse.review(call.id, order, terms); });
}

}  // namespace

Response post_under_review(const Call& call) {
  return decide(call, warehouse::ReviewState::kUnderReview);
}

Response post_approve(const Call& call) { return decide(call, warehouse::ReviewState::kApproved); }

Response post_reject(const Call& call) { return decide(call, warehouse::ReviewState::kRejected); }

Response post_revoke(const Call& call) {
  require_paper(call, call.id);
  warehouse::RevocationOrder order = revocation_order_from(parse_json(call.request.body));
  order.by = call.by(order.by);
  return answer_component_once(
      call, [&](const auto& terms) { return call.warehouse.revoke(call.id, order, terms); });
}

Response post_supersede(const Call& call) {
  require_paper(call, call.id);
  const SupersessionOrder order = supersession_order_from(parse_json(call.request.body));
  require_paper(call, order.later);
  return answer_component_once(call, [&](const auto& terms) {
    return call.warehouse.supersede(call.id, order.later, call.by(order.by), terms);
  });
}

}  // namespace kho::api

#include "api/json_review.h"

#include "api/json_fields.h"

namespace kho::api {

using warehouse::Errc;

warehouse::ReviewOrder review_order_from(const Json& json, warehouse::ReviewState decision) {
  Fields fields(json, "review", Errc::kMetadataInvalid);
  warehouse::ReviewOrder order{decision, fields.text("by"), fields.text("reason")};
  fields.finish();
  return order;
}

warehouse::RevocationOrder revocation_order_from(const Json& json) {
  Fields fields(json, "revocation", Errc::kMetadataInvalid);
  warehouse::RevocationOrder order{fields.text("by"), fields.text("reason"), fields.date("on")};
  fields.finish();
  return order;
}

SupersessionOrder supersession_order_from(const Json& json) {
  Fields fields(json, "supersession", Errc::kMetadataInvalid);
  const auto later = fields.id("later");
  if (!later) fields.refuse("later", "is missing");
  SupersessionOrder order{*later, fields.text("by")};
  fields.finish();
  return order;
}

}  // namespace kho::api

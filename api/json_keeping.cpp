#include "api/json_keeping.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {

using warehouse::Errc;

warehouse::HoldOrder hold_order_from(const Json& json) {
  warehouse::HoldOrder order;
  Fields fields(json, "hold", Errc::kMetadataInvalid);
  order.name = fields.required_text("name");
  order.reason = fields.required_text("reason");
  order.until = fields.date("until");
  fields.finish();
  return order;
}

warehouse::Date keep_until_from(const Json& json) {
  Fields fields(json, "retention", Errc::kMetadataInvalid);
  const auto day = fields.date("keep_until");
  if (!day) fields.refuse("keep_until", "is missing");
  fields.finish();
  return *day;
}

DestructionRequest destruction_request_from(const Json& json) {
  DestructionRequest request;
  Fields fields(json, "destruction", Errc::kMetadataInvalid);
  request.order.reason = fields.required_text("reason");
  request.order.approved_by = fields.required_text("approved_by");
  request.dry_run = fields.flag("dry_run", false);
  fields.finish();
  return request;
}

Json to_json(const warehouse::Destruction& destruction) {
  Json files = Json::array();
  for (const warehouse::Destruction::File& file : destruction.files) {
    files.push_back({{"sha256", hex(file.sha256)}, {"size", file.size}, {"shared", file.shared}});
  }
  Json json = {{"component", destruction.component.text()},
               {"type", destruction.component_type},
               {"files", std::move(files)},
               {"bytes", destruction.bytes},
               {"holds", holds_json(destruction.holds)},
               {"keep_until", date_or_null(destruction.keep_until)},
               {"refused", nullptr},
               {"destroyed", destruction.destroyed}};
  if (destruction.refused) json["refused"] = warehouse::code_name(*destruction.refused);
  if (destruction.destroyed) json["position"] = destruction.position;
  return json;
}

}  // namespace kho::api

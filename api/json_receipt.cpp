#include "api/json_receipt.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {

warehouse::ReuseDecision decision_from(const Json& json) {
  warehouse::ReuseDecision decision;
  Fields fields(json, "confirmation", warehouse::Errc::kMetadataInvalid);
  decision.requirement = fields.required_text("requirement");
  const auto component = fields.id("component_id");
  if (!component) fields.refuse("component_id", "is missing");
  decision.component = *component;
  // Nothing is taken for granted: whoever confirms says what.
  const bool is_said = fields.has("accept") && !json.at("accept").is_null();
  if (!is_said) fields.refuse("accept", "is missing");
  decision.accept = fields.flag("accept", false);
  decision.by = fields.text("by");
  decision.remark = fields.text("remark");
  fields.finish();
  return decision;
}

Json to_json(const warehouse::Receipt& receipt) {
  return {{"id", receipt.id.text()},
          {"query_id", receipt.query.text()},
          {"dossier_id", receipt.dossier.text()},
          {"dossier_code", receipt.dossier_code},
          {"requirement", receipt.requirement},
          {"component_id", receipt.component.text()},
          {"component_code", receipt.component_code},
          {"version", receipt.version},
          {"sha256", hex(receipt.sha256)},
          {"accepted", receipt.accepted},
          {"outcome", name_in(warehouse::kReuseOutcomeNames, receipt.outcome)},
          {"reasons", reasons_json(receipt.reasons)},
          {"by", receipt.by},
          {"remark", receipt.remark},
          {"at", warehouse::utc_text(receipt.at_ms)},
          {"request_hash", hex(receipt.request_hash)},
          {"answer_hash", hex(receipt.answer_hash)},
          {"position", receipt.position}};
}

std::string receipt_payload(const warehouse::Receipt& receipt) { return dump(to_json(receipt)); }

}  // namespace kho::api

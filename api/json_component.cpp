#include "api/json_component.h"

#include "api/json_fields.h"
#include "api/json_owners.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

using warehouse::name_in;

warehouse::Validity validity_from(const Json& json) {
  warehouse::Validity validity;
  if (json.is_null()) return validity;
  Fields fields(json, "metadata, field validity", warehouse::Errc::kMetadataInvalid);
  validity.from = fields.date("from");
  validity.to = fields.date("to");
  const bool indefinite = fields.flag("indefinite", false);
  const bool unknown = fields.flag("unknown", false);
  fields.finish();
  if (indefinite + unknown + validity.to.has_value() > 1) {
    throw warehouse::Error(warehouse::Errc::kMetadataInvalid,
                           "metadata, field validity: give one of to, indefinite and unknown");
  }
  if (validity.to) validity.kind = warehouse::Validity::Kind::kUntil;
  if (indefinite) validity.kind = warehouse::Validity::Kind::kIndefinite;
  return validity;
}

warehouse::Conversion conversion_from(const Json& json) {
  warehouse::Conversion conversion;
  if (json.is_null()) return conversion;
  Fields fields(json, "metadata, field conversion", warehouse::Errc::kMetadataInvalid);
  conversion.by = fields.text("by");
  conversion.on = fields.date("on");
  conversion.signature = fields.text("signature");
  fields.finish();
  return conversion;
}

// Takes over what is there; null empties a field.
void take_facts(Fields& fields, warehouse::Facts& facts) {
  for (const auto& [field, text] :
       {std::pair{"type", &facts.type}, std::pair{"number", &facts.number},
        std::pair{"issuer", &facts.issuer}, std::pair{"issuer_name", &facts.issuer_name},
        std::pair{"signer", &facts.signer}, std::pair{"subject", &facts.subject},
        std::pair{"scope", &facts.scope}, std::pair{"location", &facts.location},
        std::pair{"source_dossier", &facts.source_dossier},
        std::pair{"source_procedure", &facts.source_procedure},
        std::pair{"digitised_by", &facts.digitised_by},
        std::pair{"digitised_unit", &facts.digitised_unit}}) {
    if (fields.has(field)) *text = fields.text(field);
  }
  if (fields.has("issue_date")) facts.issue_date = fields.date("issue_date");
  if (fields.has("digitised_on")) facts.digitised_on = fields.date("digitised_on");
  if (fields.has("validity")) facts.validity = validity_from(fields.member("validity"));
  if (fields.has("conversion")) facts.conversion = conversion_from(fields.member("conversion"));
  facts.origin = fields.enumerator("origin", warehouse::kOriginNames, facts.origin);
  facts.form = fields.enumerator("form", warehouse::kFormNames, facts.form);
}

warehouse::Signature signature_from(Fields& fields) {
  return fields.enumerator("signature", warehouse::kSignatureNames,
                           warehouse::Signature::kUnchecked);
}

Json conversion_json(const warehouse::Conversion& conversion) {
  if (conversion == warehouse::Conversion()) return nullptr;
  return {{"by", conversion.by},
          {"on", date_or_null(conversion.on)},
          {"signature", conversion.signature}};
}

// The facts by which a person recognises a paper.
Json facts_json(const warehouse::Facts& facts) {
  return {{"kind", name_in(warehouse::kKindNames, facts.kind)},
          {"type", facts.type},
          {"number", facts.number},
          {"issue_date", date_or_null(facts.issue_date)},
          {"issuer", facts.issuer},
          {"issuer_name", facts.issuer_name},
          {"signer", facts.signer},
          {"subject", facts.subject},
          {"validity", validity_json(facts.validity)},
          {"scope", facts.scope},
          {"location", facts.location},
          {"origin", name_in(warehouse::kOriginNames, facts.origin)},
          {"form", name_in(warehouse::kFormNames, facts.form)},
          {"source_dossier", facts.source_dossier},
          {"source_procedure", facts.source_procedure},
          {"digitised_by", facts.digitised_by},
          {"digitised_unit", facts.digitised_unit},
          {"digitised_on", date_or_null(facts.digitised_on)},
          {"conversion", conversion_json(facts.conversion)},
          {"review_state", name_in(warehouse::kReviewStateNames, facts.review)}};
}

Json version_json(const warehouse::Version& version) {
  Json json = {{"number", version.number},
               {"sha256", hex(version.sha256)},
               {"size", version.size},
               {"media_type", version.media_type},
               {"file_name", version.file_name},
               {"stored_at", warehouse::utc_text(version.stored_at_ms)},
               {"signature", name_in(warehouse::kSignatureNames, version.signature)}};
  if (version.number > 1) {
    json["by"] = version.by;
    json["reason"] = version.reason;
  }
  if (version.facts) json["facts"] = facts_json(*version.facts);
  return json;
}

// What was decided on it.
void add_standing(Json& json, const warehouse::Component& component) {
  json["standing"] = standing_name(component);
  json["review"] = nullptr;
  json["revocation"] = nullptr;
  json["superseded"] = nullptr;
  if (const auto& review = component.review) {
    json["review"] = {
        {"by", review->by}, {"reason", review->reason}, {"at", warehouse::utc_text(review->at_ms)}};
  }
  if (const auto& revocation = component.revocation) {
    json["revocation"] = {{"on", revocation->on.text()},
                          {"by", revocation->by},
                          {"reason", revocation->reason},
                          {"at", warehouse::utc_text(revocation->at_ms)}};
  }
  if (const auto& superseded = component.superseded) {
    json["superseded"] = {{"by", superseded->by.text()},
                          {"since", date_or_null(superseded->since)}};
  }
  json["supersedes"] = id_or_null(component.supersedes);
}

Json component_json(const warehouse::Component& component) {
  Json json = facts_json(component.facts);
  json["id"] = component.id.text();
  json["code"] = component.code;
  json["owner_id"] = component.owner.text();
  json["dossier_id"] = id_or_null(component.dossier);
  json["created_at"] = warehouse::utc_text(component.created_at_ms);
  json["versions"] = Json::array();
  for (const warehouse::Version& version : component.versions) {
    json["versions"].push_back(version_json(version));
  }
  add_standing(json, component);
  json["hidden_from_owner"] = component.hidden_from_owner;
  json["damaged_since"] = time_or_null(component.damaged_since_ms);
  json["content"] = content_path(component.id);
  json["keep_until"] = date_or_null(component.keep_until);
  json["holds"] = holds_json(component.holds);
  return json;
}

}  // namespace

warehouse::Deposit deposit_from(const Json& json) {
  warehouse::Deposit deposit;
  Fields fields(json, "metadata", warehouse::Errc::kMetadataInvalid);
  deposit.owner = fields.text("owner");
  deposit.owner_name = fields.text("owner_name");
  deposit.owner_declared = declared_from(fields, "owner_sex", "owner_birth_year");
  warehouse::Facts& facts = deposit.facts;
  static_cast<void>(fields.required_text("type"));
  take_facts(fields, facts);
  if (!fields.text("kind").empty()) {
    deposit.kind = fields.enumerator("kind", warehouse::kKindNames, facts.kind);
  }
  facts.review = fields.enumerator("review_state", warehouse::kReviewStateNames, facts.review);
  deposit.keep_until = fields.date("keep_until");
  deposit.signature = signature_from(fields);
  deposit.dossier = fields.id("dossier_id");
  deposit.requirement = fields.text("requirement");
  deposit.in_bulk = fields.flag("in_bulk", false);
  deposit.reading = fields.enumerator("ocr", warehouse::kOcrNames, deposit.reading);
  deposit.supersedes = fields.id("supersedes");
  fields.finish();
  return deposit;
}

warehouse::Correction correction_from(const Json& json, const warehouse::Facts& facts) {
  warehouse::Correction correction;
  Fields fields(json, "metadata", warehouse::Errc::kMetadataInvalid);
  correction.by = fields.text("by");
  correction.reason = fields.text("reason");
  correction.signature = signature_from(fields);
  warehouse::Facts corrected = facts;
  take_facts(fields, corrected);
  fields.finish();
  std::size_t beside = 0;
  for (const char* field : {"by", "reason", "signature"}) beside += json.contains(field) ? 1 : 0;
  if (json.size() > beside) correction.facts = std::move(corrected);
  return correction;
}

Json text_json(const warehouse::TextState& text) {
  Json json = {{"state", name_in(warehouse::kTextOutcomeNames, text.outcome)},
               {"pages", text.pages}};
  if (!text.failure.empty()) json["failure"] = text.failure;
  return json;
}

Json to_json(const warehouse::ComponentView& view) {
  Json json = component_json(view.component);
  json["type_name"] = view.type_name;
  json["owner"] = view.owner_key_masked;
  json["text"] = text_json(view.text);
  return json;
}

Json to_json(const warehouse::Deposited& deposited) {
  return {{"component", component_json(deposited.component)},
          {"new_component", deposited.new_component},
          {"new_owner", deposited.new_owner},
          {"new_bytes", deposited.new_bytes},
          {"stored_bytes", deposited.stored_bytes},
          {"warnings", warnings_json(deposited.warnings)},
          {"position", deposited.position}};
}

}  // namespace kho::api

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
          {"location", facts.location},
          {"origin", name_in(warehouse::kOriginNames, facts.origin)},
          {"form", name_in(warehouse::kFormNames, facts.form)},
          {"source_dossier", facts.source_dossier},
          {"source_procedure", facts.source_procedure},
          {"digitised_by", facts.digitised_by},
          {"review_state", name_in(warehouse::kReviewStateNames, facts.review)}};
}

Json version_json(const warehouse::Version& version) {
  return {
      {"number", version.number},       {"sha256", hex(version.sha256)},
      {"size", version.size},           {"media_type", version.media_type},
      {"file_name", version.file_name}, {"stored_at", warehouse::utc_text(version.stored_at_ms)}};
}

Json component_json(const warehouse::Component& component) {
  Json json = facts_json(component.facts);
  json["id"] = component.id.text();
  json["owner_id"] = component.owner.text();
  json["created_at"] = warehouse::utc_text(component.created_at_ms);
  json["versions"] = Json::array();
  for (const warehouse::Version& version : component.versions) {
    json["versions"].push_back(version_json(version));
  }
  json["content"] = content_path(component.id);
  json["keep_until"] = date_or_null(component.keep_until);
  json["holds"] = holds_json(component.holds);
  return json;
}

}  // namespace

warehouse::Deposit deposit_from(const Json& json) {
  warehouse::Deposit deposit;
  Fields fields(json, "metadata", warehouse::Errc::kMetadataInvalid);
  deposit.owner = fields.required_text("owner");
  deposit.owner_name = fields.text("owner_name");
  deposit.owner_declared = declared_from(fields, "owner_sex", "owner_birth_year");
  warehouse::Facts& facts = deposit.facts;
  facts.type = fields.required_text("type");
  if (!fields.text("kind").empty()) {
    deposit.kind = fields.enumerator("kind", warehouse::kKindNames, facts.kind);
  }
  facts.number = fields.text("number");
  facts.issue_date = fields.date("issue_date");
  facts.issuer = fields.text("issuer");
  facts.issuer_name = fields.text("issuer_name");
  facts.signer = fields.text("signer");
  facts.subject = fields.text("subject");
  facts.validity = validity_from(fields.member("validity"));
  facts.location = fields.text("location");
  facts.origin = fields.enumerator("origin", warehouse::kOriginNames, facts.origin);
  facts.form = fields.enumerator("form", warehouse::kFormNames, facts.form);
  facts.source_dossier = fields.text("source_dossier");
  facts.source_procedure = fields.text("source_procedure");
  facts.digitised_by = fields.text("digitised_by");
  facts.review = fields.enumerator("review_state", warehouse::kReviewStateNames, facts.review);
  deposit.keep_until = fields.date("keep_until");
  fields.finish();
  return deposit;
}

Json to_json(const warehouse::ComponentView& view) {
  Json json = component_json(view.component);
  json["type_name"] = view.type_name;
  json["owner"] = view.owner_key_masked;
  json["text"] = {{"state", name_in(warehouse::kTextOutcomeNames, view.text.outcome)},
                  {"pages", view.text.pages}};
  if (!view.text.failure.empty()) json["text"]["failure"] = view.text.failure;
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

// What goes out: values to JSON.

#include "api/json.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

using warehouse::name_in;

Json date_or_null(const std::optional<warehouse::Date>& date) {
  return date ? Json(date->text()) : Json();
}

Json validity_json(const warehouse::Validity& validity) {
  Json json = Json::object();
  if (validity.from) json["from"] = validity.from->text();
  switch (validity.kind) {
    case warehouse::Validity::Kind::kUnknown:
      json["unknown"] = true;
      break;
    case warehouse::Validity::Kind::kIndefinite:
      json["indefinite"] = true;
      break;
    case warehouse::Validity::Kind::kUntil:
      json["to"] = validity.to->text();
      break;
  }
  return json;
}

std::string hex(const std::string& raw_hash) {
  const auto hash = store::Sha256::from_raw(raw_hash);
  return hash ? hash->hex() : std::string();
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

std::string content_path(const warehouse::Uuid& id) {
  return "/v1/components/" + id.text() + "/content";
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
  return json;
}

Json warnings_json(const warehouse::Warnings& warnings) {
  Json json = Json::array();
  for (const warehouse::Warning& warning : warnings) {
    json.push_back({{"code", warning.code}, {"detail", warning.detail}});
  }
  return json;
}

Json outcome_json(warehouse::ReuseOutcome outcome) {
  return name_in(warehouse::kReuseOutcomeNames, outcome);
}

Json reasons_json(const std::vector<warehouse::Reason>& reasons) {
  Json json = Json::array();
  for (const warehouse::Reason reason : reasons) {
    json.push_back(name_in(warehouse::kReasonNames, reason));
  }
  return json;
}

Json type_json(const warehouse::TypeAnswer& type) {
  Json candidates = Json::array();
  for (const warehouse::Candidate& candidate : type.candidates) {
    Json json = facts_json(candidate.component.facts);
    json["component_id"] = candidate.component.id.text();
    json["sha256"] = hex(candidate.component.current().sha256);
    json["version"] = candidate.component.current().number;
    json["content"] = content_path(candidate.component.id);
    json["outcome"] = outcome_json(candidate.outcome);
    json["reasons"] = reasons_json(candidate.reasons);
    candidates.push_back(std::move(json));
  }
  return {{"type", type.type},
          {"name", type.name},
          {"outcome", outcome_json(type.outcome)},
          {"reasons", reasons_json(type.reasons)},
          {"candidates", std::move(candidates)},
          {"candidates_held", type.candidates_held}};
}

}  // namespace

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
          {"new_owner", deposited.new_owner},
          {"new_bytes", deposited.new_bytes},
          {"stored_bytes", deposited.stored_bytes},
          {"warnings", warnings_json(deposited.warnings)},
          {"position", deposited.position}};
}

Json to_json(const warehouse::ReuseAnswer& answer) {
  Json summary = Json::object();
  for (const auto& [outcome, name] : warehouse::kReuseOutcomeNames) summary[name] = 0;
  Json to_scan = Json::array();
  Json requirements = Json::array();
  for (const warehouse::RequirementAnswer& requirement : answer.requirements) {
    Json alternatives = Json::array();
    for (const warehouse::AlternativeAnswer& alternative : requirement.alternatives) {
      Json types = Json::array();
      for (const warehouse::TypeAnswer& type : alternative.types) types.push_back(type_json(type));
      alternatives.push_back(
          {{"outcome", outcome_json(alternative.outcome)}, {"types", std::move(types)}});
    }
    const std::string_view name = name_in(warehouse::kReuseOutcomeNames, requirement.outcome);
    summary[name] = summary[name].get<int>() + 1;
    const bool none = requirement.outcome == warehouse::ReuseOutcome::kMissing ||
                      requirement.outcome == warehouse::ReuseOutcome::kNotReusableType;
    if (requirement.required && none) to_scan.push_back(requirement.code);
    requirements.push_back({{"code", requirement.code},
                            {"name", requirement.name},
                            {"required", requirement.required},
                            {"outcome", outcome_json(requirement.outcome)},
                            {"reasons", reasons_json(requirement.reasons)},
                            {"alternatives", std::move(alternatives)}});
  }
  return {{"owner", answer.owner_key_masked},
          {"owner_known", answer.owner_known},
          {"procedure",
           {{"code", answer.procedure},
            {"name", answer.procedure_name},
            {"valid_from", answer.procedure_valid_from.text()}}},
          {"on", answer.on.text()},
          {"summary", std::move(summary)},
          {"to_scan", std::move(to_scan)},
          {"requirements", std::move(requirements)},
          {"position", answer.position}};
}

Json to_json(const warehouse::SearchAnswer& answer) {
  Json hits = Json::array();
  for (const warehouse::SearchAnswer::Hit& hit : answer.hits) {
    hits.push_back({{"score", hit.score}, {"component", to_json(hit.component)}});
  }
  return {{"hits", std::move(hits)},
          {"total", {{"value", answer.total}, {"exact", answer.total_is_exact}}},
          {"position", answer.position},
          {"log_position", answer.log_position}};
}

Json to_json(const warehouse::ImportCounts& counts) {
  return {{"added", counts.added}, {"changed", counts.changed}, {"unchanged", counts.unchanged}};
}

Json to_json(const warehouse::Status& status) {
  return {{"writable", status.writable},
          {"searchable", status.searchable},
          {"log_position", status.log_position},
          {"text_position", status.text_position},
          {"index_position", status.index_position},
          {"failures", status.failures}};
}

}  // namespace kho::api

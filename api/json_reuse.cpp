#include "api/json_reuse.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

using warehouse::Errc;
using warehouse::name_in;

std::vector<warehouse::ThirdParty> third_parties_from(Fields& fields) {
  std::vector<warehouse::ThirdParty> parties;
  const Json& given = fields.member("third_parties");
  if (given.is_null()) return parties;
  if (!given.is_array()) fields.refuse("third_parties", "must be an array");
  for (const Json& each : given) {
    Fields party(each, "question, field third_parties", Errc::kQueryInvalid);
    parties.push_back(
        {party.required_text("requirement"), party.required_text("owner"), party.text("ground")});
    party.finish();
  }
  return parties;
}

Json outcome_json(warehouse::ReuseOutcome outcome) {
  return name_in(warehouse::kReuseOutcomeNames, outcome);
}

Json type_json(const warehouse::TypeAnswer& type) {
  Json candidates = Json::array();
  for (const warehouse::Candidate& candidate : type.candidates) {
    const warehouse::Holding& holding = candidate.holding;
    Json json = {{"component_id", holding.component.text()},
                 {"type", holding.type},
                 {"kind", name_in(warehouse::kKindNames, holding.kind)},
                 {"number", holding.number},
                 {"issue_date", date_or_null(holding.issue_date)},
                 {"issuer", holding.issuer},
                 {"validity", validity_json(holding.validity)},
                 {"location", holding.location},
                 {"origin", name_in(warehouse::kOriginNames, holding.origin)},
                 {"form", name_in(warehouse::kFormNames, holding.form)},
                 {"review_state", name_in(warehouse::kReviewStateNames, holding.review)},
                 {"version", holding.version},
                 {"sha256", hex(std::string(holding.sha256.data(), holding.sha256.size()))},
                 {"content", content_path(holding.component)},
                 {"from_parent", candidate.from_parent},
                 {"outcome", outcome_json(candidate.outcome)},
                 {"reasons", reasons_json(candidate.reasons)},
                 {"warnings", reasons_json(candidate.warnings)}};
    candidates.push_back(std::move(json));
  }
  return {{"type", type.type},
          {"name", type.name},
          {"outcome", outcome_json(type.outcome)},
          {"reasons", reasons_json(type.reasons)},
          {"warnings", reasons_json(type.warnings)},
          {"candidates", std::move(candidates)},
          {"candidates_held", type.candidates_held}};
}

}  // namespace

warehouse::ReuseQuestion reuse_question_from(const Json& json) {
  warehouse::ReuseQuestion question;
  Fields fields(json, "question", Errc::kQueryInvalid);
  question.owner = fields.text("owner");
  question.owner_name = fields.text("owner_name");
  question.procedure = fields.text("procedure");
  question.on = fields.date("on");
  question.due = fields.date("due");
  question.location = fields.text("location");
  question.dossier = fields.id("dossier_id");
  question.third_parties = third_parties_from(fields);
  question.purpose.by = fields.text("by");
  question.purpose.why = fields.text("purpose");
  fields.finish();
  return question;
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
                            {"warnings", reasons_json(requirement.warnings)},
                            {"alternatives", std::move(alternatives)}});
  }
  return {{"id", answer.query.text()},
          {"owner", answer.owner_key_masked},
          {"owner_known", answer.owner_found == warehouse::OwnerFound::kKnown},
          {"owner_ambiguous", answer.owner_found == warehouse::OwnerFound::kAmbiguous},
          {"dossier_id", answer.dossier ? Json(answer.dossier->text()) : Json()},
          {"procedure",
           {{"code", answer.procedure},
            {"name", answer.procedure_name},
            {"valid_from", answer.procedure_valid_from.text()}}},
          {"on", answer.on.text()},
          {"due", date_or_null(answer.due)},
          {"summary", std::move(summary)},
          {"to_scan", std::move(to_scan)},
          {"requirements", std::move(requirements)},
          {"position", answer.position}};
}

}  // namespace kho::api

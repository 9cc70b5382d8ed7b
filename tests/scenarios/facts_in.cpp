#include "tests/scenarios/facts_in.h"

namespace kho::scenarios {
namespace {

using namespace warehouse;

Date day_in(const std::string& text) {
  const auto day = Date::parse(text);
  if (!day) Fields::wrong("valid", "is not like 2026-11-23, 2026-01-01.., indefinite or unknown");
  return *day;
}

// "unknown", "indefinite", "2026-12-31" (its last day), "2026-01-01..2026-12-31", "2026-01-01..".
Validity validity_in(const std::string& text) {
  if (text == "unknown") return {};
  if (text == "indefinite") return {Validity::Kind::kIndefinite, {}, {}};
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {Validity::Kind::kUntil, {}, day_in(text)};
  const Date from = day_in(text.substr(0, dots));
  if (dots + 2 == text.size()) return {Validity::Kind::kIndefinite, from, {}};
  return {Validity::Kind::kUntil, from, day_in(text.substr(dots + 2))};
}

Alternative alternative_in(const Json& json) {
  if (json.is_string()) return {json.get<std::string>()};
  return json.get<Alternative>();
}

InForce in_force_in(Fields& fields) { return {fields.date("from"), fields.date("to")}; }

ComponentType type_in(const Json& json) {
  Fields fields(json);
  ComponentType type;
  type.code = fields.needed("code");
  type.name = fields.needed("name");
  if (fields.has("kind")) type.kind = fields.one_of(kKindNames, "kind");
  type.reusable = fields.truth("reusable", true);
  type.signature_required = fields.truth("signature_required", false);
  type.in_force = in_force_in(fields);
  type.successor = fields.text("successor");
  fields.require_all_read(Json::object());
  return type;
}

Requirement requirement_in(const Json& json) {
  Fields fields(json);
  Requirement requirement;
  requirement.code = fields.needed("code");
  requirement.name = fields.needed("name");
  for (const Json& each : fields.json("any_of")) {
    requirement.any_of.push_back(alternative_in(each));
  }
  requirement.required = fields.truth("required", true);
  requirement.site_bound = fields.truth("site_bound", false);
  requirement.third_party = fields.truth("third_party", false);
  requirement.parent_serves_branch = fields.truth("parent_serves_branch", false);
  if (fields.has("form")) requirement.form = fields.one_of(kFormNames, "form");
  if (fields.has("origin_min")) {
    requirement.origin_min = fields.one_of(kOriginNames, "origin_min");
  }
  fields.require_all_read(Json::object());
  return requirement;
}

Procedure procedure_in(const Json& json) {
  Fields fields(json);
  Procedure procedure;
  procedure.code = fields.needed("code");
  procedure.name = fields.needed("name");
  procedure.valid_from = fields.date("valid_from").value_or(day("2020-01-01"));
  for (const Json& each : fields.json("requirements")) {
    procedure.requirements.push_back(requirement_in(each));
  }
  for (const Json& each : fields.json("results")) {
    procedure.results.push_back(each.get<std::string>());
  }
  fields.require_all_read(Json::object());
  return procedure;
}

}  // namespace

Facts facts_in(Fields& fields, Facts facts) {
  facts.type = fields.text("type", facts.type);
  facts.number = fields.text("number", facts.number);
  if (fields.has("issued")) facts.issue_date = fields.date("issued");
  facts.issuer = fields.text("issuer", facts.issuer);
  if (fields.has("valid")) facts.validity = validity_in(fields.text("valid"));
  facts.location = fields.text("location", facts.location);
  if (fields.has("origin")) facts.origin = fields.one_of(kOriginNames, "origin");
  if (fields.has("form")) facts.form = fields.one_of(kFormNames, "form");
  if (fields.has("review")) facts.review = fields.one_of(kReviewStateNames, "review");
  return facts;
}

Signature signature_in(Fields& fields, Signature otherwise) {
  return fields.has("signature") ? fields.one_of(kSignatureNames, "signature") : otherwise;
}

Catalogue catalogue_in(const Json& json) {
  Catalogue catalogue;
  const Json agencies = json.value("agencies", Json::object());
  for (const auto& [code, name] : agencies.items()) {
    catalogue.agencies.push_back({code, name.get<std::string>()});
  }
  for (const Json& each : json.value("types", Json::array())) {
    catalogue.types.push_back(type_in(each));
  }
  for (const Json& each : json.value("procedures", Json::array())) {
    catalogue.procedures.push_back(procedure_in(each));
  }
  return catalogue;
}

}  // namespace kho::scenarios

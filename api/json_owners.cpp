#include "api/json_owners.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

using warehouse::Errc;
using warehouse::Uuid;

constexpr std::uint64_t kYearMax = 9999;

Uuid id_from(Fields& fields, const std::string& field) {
  const auto id = Uuid::parse(fields.required_text(field));
  if (!id) fields.refuse(field, "is not an id");
  return *id;
}

// {"component": id} or {"document": text}.
warehouse::Evidence evidence_from(Fields& fields) {
  Fields evidence(fields.member("evidence"), "field evidence", Errc::kMetadataInvalid);
  warehouse::Evidence out;
  if (!evidence.member("component").is_null()) out.component = id_from(evidence, "component");
  out.document = evidence.text("document");
  evidence.finish();
  return out;
}

Json evidence_json(const warehouse::Evidence& evidence) {
  if (evidence.component) return {{"component", evidence.component->text()}};
  return {{"document", evidence.document}};
}

Json authorisations_json(const std::vector<warehouse::Authorisation>& authorisations) {
  Json json = Json::array();
  for (const warehouse::Authorisation& each : authorisations) json.push_back(to_json(each));
  return json;
}

}  // namespace

warehouse::Declared declared_from(Fields& fields, const std::string& sex,
                                  const std::string& birth_year) {
  warehouse::Declared declared;
  if (!fields.text(sex).empty()) {
    declared.sex = fields.enumerator(sex, warehouse::kSexNames, warehouse::Sex::kMale);
  }
  if (!fields.member(birth_year).is_null()) {
    declared.birth_year = static_cast<int>(fields.number(birth_year, 0, kYearMax));
  }
  return declared;
}

OwnerEntering owner_entering_from(const Json& json) {
  Fields fields(json, "owner", Errc::kMetadataInvalid);
  OwnerEntering entering{fields.required_text("owner"), fields.text("owner_name")};
  fields.finish();
  return entering;
}

warehouse::OwnerQuestion owner_question_from(const Json& json) {
  warehouse::OwnerQuestion question;
  Fields fields(json, "question", Errc::kQueryInvalid);
  question.owner = fields.required_text("owner");
  question.declared = declared_from(fields, "sex", "birth_year");
  fields.finish();
  return question;
}

warehouse::AliasOrder alias_order_from(const Json& json) {
  warehouse::AliasOrder order;
  Fields fields(json, "alias", Errc::kMetadataInvalid);
  order.key = fields.required_text("key");
  order.evidence = evidence_from(fields);
  order.since = fields.date("since");
  order.by = fields.required_text("by");
  fields.finish();
  return order;
}

AliasRemoval alias_removal_from(const Json& json) {
  Fields fields(json, "alias", Errc::kMetadataInvalid);
  AliasRemoval removal{fields.required_text("key"), fields.required_text("by")};
  fields.finish();
  return removal;
}

warehouse::MergeOrder merge_order_from(const Json& json) {
  warehouse::MergeOrder order;
  Fields fields(json, "merge", Errc::kMetadataInvalid);
  order.from = id_from(fields, "from");
  order.evidence = evidence_from(fields);
  order.reason = fields.required_text("reason");
  order.by = fields.required_text("by");
  fields.finish();
  return order;
}

Undoing undoing_from(const Json& json) {
  Fields fields(json, "order", Errc::kMetadataInvalid);
  Undoing undoing{fields.required_text("reason"), fields.required_text("by")};
  fields.finish();
  return undoing;
}

warehouse::AuthorisationOrder authorisation_order_from(const Json& json) {
  warehouse::AuthorisationOrder order;
  Fields fields(json, "authorization", Errc::kMetadataInvalid);
  order.agent = id_from(fields, "agent");
  order.types = fields.texts("types");
  order.procedures = fields.texts("procedures");
  order.evidence = id_from(fields, "evidence");
  order.from = fields.date("from");
  order.to = fields.date("to");
  order.by = fields.required_text("by");
  fields.finish();
  return order;
}

Json to_json(const warehouse::OwnerView& owner) {
  Json other_names = Json::array();
  for (const warehouse::OwnerName& other : owner.other_names) {
    other_names.push_back({{"name", other.name},
                           {"since", warehouse::utc_text(other.since_ms)},
                           {"component", other.component.text()}});
  }
  Json aliases = Json::array();
  for (const warehouse::Alias& alias : owner.aliases) {
    aliases.push_back({{"key", alias.key},
                       {"evidence", evidence_json(alias.evidence)},
                       {"since", alias.since.text()},
                       {"by", alias.by},
                       {"added_at", warehouse::utc_text(alias.added_at_ms)}});
  }
  Json members = Json::array();
  for (const Uuid& member : owner.members) members.push_back(member.text());
  Json json = {{"id", owner.id.text()},
               {"key", owner.key_masked},
               {"name", owner.name},
               {"other_names", std::move(other_names)},
               {"aliases", std::move(aliases)},
               {"merged", nullptr},
               {"members", std::move(members)},
               {"created_at", warehouse::utc_text(owner.created_at_ms)}};
  if (owner.merged) {
    json["merged"] = {{"into", owner.merged->into.text()},
                      {"evidence", evidence_json(owner.merged->evidence)},
                      {"reason", owner.merged->reason},
                      {"by", owner.merged->by},
                      {"merged_at", warehouse::utc_text(owner.merged->merged_at_ms)}};
  }
  return json;
}

Json to_json(const warehouse::OwnerAnswer& answer) {
  Json owners = Json::array();
  for (const warehouse::OwnerView& owner : answer.owners) owners.push_back(to_json(owner));
  Json json = {{"owner", answer.key_masked},
               {"found", name_in(warehouse::kFoundNames, answer.found)},
               {"owners", std::move(owners)},
               {"parent", nullptr},
               {"authorizations",
                {{"given", authorisations_json(answer.authorisations.given)},
                 {"received", authorisations_json(answer.authorisations.received)}}},
               {"warnings", warnings_json(answer.warnings)}};
  if (answer.parent) {
    const bool one = answer.parent->found == warehouse::Identity::Found::kOne;
    json["parent"] = {{"key", answer.parent->key_masked},
                      {"found", name_in(warehouse::kFoundNames, answer.parent->found)},
                      {"id", one ? Json(answer.parent->root.text()) : Json()}};
  }
  return json;
}

Json to_json(const warehouse::Authorisation& authorisation) {
  Json json = {{"id", authorisation.id.text()},
               {"principal", authorisation.principal.text()},
               {"agent", authorisation.agent.text()},
               {"types", authorisation.types},
               {"procedures", authorisation.procedures},
               {"evidence", authorisation.evidence.text()},
               {"from", authorisation.from.text()},
               {"to", nullptr},
               {"by", authorisation.granted_by},
               {"granted_at", warehouse::utc_text(authorisation.granted_at_ms)},
               {"revoked", nullptr}};
  if (authorisation.to) json["to"] = authorisation.to->text();
  if (authorisation.revoked) {
    json["revoked"] = {{"at", warehouse::utc_text(authorisation.revoked->at_ms)},
                       {"by", authorisation.revoked->by},
                       {"reason", authorisation.revoked->why}};
  }
  return json;
}

}  // namespace kho::api

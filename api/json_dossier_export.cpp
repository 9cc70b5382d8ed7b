#include "api/json_dossier_export.h"

#include "api/json_values.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

using warehouse::name_in;

// "cccd:015085001234" as kind and number; a passport's country stands with its kind.
Json identifier_json(const std::string& key) {
  const std::size_t colon = key.rfind(':');
  return {{"kind", key.substr(0, colon)}, {"number", key.substr(colon + 1)}};
}

Json owner_json(const warehouse::DossierExport& exported) {
  const warehouse::Owner& owner = exported.owner;
  Json identifiers = Json::array({identifier_json(owner.key)});
  for (const std::string& key : exported.other_keys) identifiers.push_back(identifier_json(key));
  const auto kind = warehouse::OwnerKey::parse(owner.key).kind();
  return {{"id", owner.id.text()},
          {"name", owner.name},
          {"kind", name_in(warehouse::kOwnerKindNames, kind)},
          {"identifiers", std::move(identifiers)}};
}

Json paper_json(const warehouse::ExportedPaper& paper) {
  const warehouse::Component& component = paper.component;
  const warehouse::Facts& facts = component.facts;
  const auto hash = store::Sha256::from_raw(paper.version.sha256);
  return {{"id", component.id.text()},
          {"code", component.code},
          {"kind", name_in(warehouse::kKindNames, facts.kind)},
          {"type", facts.type},
          {"type_name", paper.type_name},
          {"number", facts.number},
          {"subject", facts.subject},
          {"issue_date", date_or_null(facts.issue_date)},
          {"issuer", facts.issuer},
          {"issuer_name", facts.issuer_name},
          {"version", paper.version.number},
          {"file_name", paper.version.file_name},
          {"media_type", paper.version.media_type},
          {"size", paper.version.size},
          {"sha256", hash ? hash->hex() : ""},
          {"content", "/v1/components/" + component.id.text() + "/content"}};
}

}  // namespace

Json to_json(const warehouse::DossierExport& exported) {
  const warehouse::Dossier& dossier = exported.dossier;
  Json attachments = Json::array();
  for (std::size_t i = 0; i < dossier.attachments.size(); ++i) {
    const warehouse::Attachment& attachment = dossier.attachments[i];
    const auto& paper = exported.papers.at(i);
    attachments.push_back({{"requirement", attachment.requirement},
                           {"type_asked", exported.types_asked.at(i)},
                           {"source", name_in(warehouse::kSourceNames, attachment.source)},
                           {"database", attachment.database},
                           {"reference", attachment.reference},
                           {"paper", paper ? paper_json(*paper) : Json()}});
  }
  Json results = Json::array();
  for (const auto& result : exported.results) results.push_back(paper_json(result));
  return {
      {"id", dossier.id.text()},
      {"code", dossier.code},
      {"state", name_in(warehouse::kDossierStateNames, dossier.state())},
      {"procedure",
       {{"code", dossier.procedure}, {"name", exported.procedure_name}, {"field", exported.field}}},
      {"agency", dossier.agency},
      {"channel", name_in(warehouse::kChannelNames, dossier.channel)},
      {"received_on", dossier.received_on.text()},
      {"received_at_ms", exported.received_at_ms ? Json(*exported.received_at_ms) : Json()},
      {"due", date_or_null(dossier.due)},
      {"owner", owner_json(exported)},
      {"attachments", std::move(attachments)},
      {"results", std::move(results)},
      {"position", exported.position}};
}

}  // namespace kho::api

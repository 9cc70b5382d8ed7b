#include "api/json_dossier.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

using warehouse::Errc;
using warehouse::name_in;

// A component by its id and what a person knows it by; of one that was destroyed, the id.
Json paper_json(const warehouse::DossierView& view, const warehouse::Uuid& component) {
  Json json = {{"component_id", component.text()}, {"type", nullptr}, {"number", nullptr}};
  if (const auto paper = view.papers.find(component); paper != view.papers.end()) {
    json["type"] = paper->second.type;
    json["number"] = paper->second.number;
  }
  return json;
}

Json papers_json(const warehouse::DossierView& view, const std::vector<warehouse::Uuid>& ids) {
  Json json = Json::array();
  for (const warehouse::Uuid& id : ids) json.push_back(paper_json(view, id));
  return json;
}

Json step_json(const warehouse::Step& step) {
  return {{"state", name_in(warehouse::kDossierStateNames, step.state)},
          {"at", warehouse::utc_text(step.at_ms)},
          {"by", step.by},
          {"duty", name_in(warehouse::kDutyNames, step.duty)},
          {"note", step.note}};
}

Json attachment_json(const warehouse::DossierView& view, const warehouse::Attachment& attachment) {
  Json json = {{"requirement", attachment.requirement},
               {"source", name_in(warehouse::kSourceNames, attachment.source)},
               {"by", attachment.by},
               {"at", warehouse::utc_text(attachment.at_ms)}};
  if (!attachment.component) {
    json["database"] = attachment.database;
    json["reference"] = attachment.reference;
    return json;
  }
  json.update(paper_json(view, *attachment.component));
  json["version"] = attachment.version;
  json["receipt_id"] = id_or_null(attachment.receipt);
  return json;
}

Json notice_json(const warehouse::DossierView& view, const warehouse::Notice& notice) {
  Json json = paper_json(view, notice.component);
  json["what"] = name_in(warehouse::kNoticeNames, notice.what);
  json["at"] = warehouse::utc_text(notice.at_ms);
  return json;
}

}  // namespace

warehouse::DossierOpening opening_from(const Json& json) {
  warehouse::DossierOpening opening;
  Fields fields(json, "dossier", Errc::kDossierInvalid);
  opening.code = fields.required_text("code");
  opening.procedure = fields.required_text("procedure");
  opening.owner = fields.required_text("owner");
  opening.owner_name = fields.text("owner_name");
  opening.submitter = fields.text("submitter");
  opening.received_on = fields.date("received_on");
  opening.due = fields.date("due");
  opening.channel = fields.enumerator("channel", warehouse::kChannelNames, opening.channel);
  opening.agency = fields.text("agency");
  opening.location = fields.text("location");
  opening.state = fields.enumerator("state", warehouse::kDossierStateNames, opening.state);
  opening.by = fields.text("by");
  fields.finish();
  return opening;
}

warehouse::DossierMove move_from(const Json& json) {
  warehouse::DossierMove move;
  Fields fields(json, "state", Errc::kDossierInvalid);
  static_cast<void>(fields.required_text("state"));
  move.state = fields.enumerator("state", warehouse::kDossierStateNames, move.state);
  move.by = fields.text("by");
  move.duty = fields.enumerator("duty", warehouse::kDutyNames, move.duty);
  move.note = fields.text("note");
  fields.finish();
  return move;
}

warehouse::DossierReference reference_from(const Json& json) {
  Fields fields(json, "reference", Errc::kDossierInvalid);
  warehouse::DossierReference reference{fields.text("requirement"),
                                        fields.required_text("database"),
                                        fields.required_text("reference"), fields.text("by")};
  fields.finish();
  return reference;
}

Json to_json(const warehouse::DossierView& view) {
  const warehouse::Dossier& dossier = view.dossier;
  Json steps = Json::array();
  for (const warehouse::Step& step : dossier.steps) steps.push_back(step_json(step));
  Json attachments = Json::array();
  for (const warehouse::Attachment& attachment : dossier.attachments) {
    attachments.push_back(attachment_json(view, attachment));
  }
  Json notices = Json::array();
  for (const warehouse::Notice& notice : dossier.notices) {
    notices.push_back(notice_json(view, notice));
  }
  return {{"id", dossier.id.text()},
          {"code", dossier.code},
          {"state", name_in(warehouse::kDossierStateNames, dossier.state())},
          {"procedure",
           {{"code", dossier.procedure},
            {"name", view.procedure_name},
            {"valid_from", dossier.procedure_valid_from.text()}}},
          {"agency", dossier.agency},
          {"received_on", dossier.received_on.text()},
          {"due", date_or_null(dossier.due)},
          {"channel", name_in(warehouse::kChannelNames, dossier.channel)},
          {"owner_id", dossier.owner.text()},
          {"owner", view.owner_key_masked},
          {"owner_name", view.owner_name},
          {"submitter_id", id_or_null(dossier.submitter)},
          {"authorisation_id", id_or_null(dossier.authorisation)},
          {"location", dossier.location},
          {"steps", std::move(steps)},
          {"attachments", std::move(attachments)},
          {"verification_results", papers_json(view, dossier.verification_results)},
          {"results", papers_json(view, dossier.results)},
          {"notices", std::move(notices)}};
}

Json to_json(const warehouse::DossierChanged& changed) {
  return {{"dossier", to_json(changed.view)},
          {"changed", changed.changed},
          {"warnings", warnings_json(changed.warnings)},
          {"position", changed.position}};
}

}  // namespace kho::api

#include "warehouse/dossier_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {
namespace {

std::string raw(const std::optional<Uuid>& id) { return id ? std::string(id->raw()) : ""; }

void fill(records::Attachment& out, const Attachment& attachment) {
  out.set_requirement(attachment.requirement);
  out.set_source(static_cast<std::uint32_t>(attachment.source));
  out.set_component(raw(attachment.component));
  out.set_version(attachment.version);
  out.set_receipt(raw(attachment.receipt));
  out.set_database(attachment.database);
  out.set_reference(attachment.reference);
  out.set_by(attachment.by);
  out.set_at_ms(attachment.at_ms);
}

Attachment read(const records::Attachment& in) {
  Attachment attachment;
  attachment.requirement = in.requirement();
  attachment.source = enumerator(kSourceNames, in.source());
  attachment.component = optional_uuid(in.component());
  attachment.version = in.version();
  attachment.receipt = optional_uuid(in.receipt());
  attachment.database = in.database();
  attachment.reference = in.reference();
  attachment.by = in.by();
  attachment.at_ms = in.at_ms();
  if ((attachment.source == Source::kReference) == attachment.component.has_value()) {
    corrupt("record with a contradictory attachment");
  }
  return attachment;
}

}  // namespace

std::string encode(const Dossier& dossier) {
  records::Dossier out;
  out.set_id(raw(dossier.id));
  out.set_code(dossier.code);
  out.set_procedure(dossier.procedure);
  out.set_procedure_valid_from_days(dossier.procedure_valid_from.days());
  out.set_agency(dossier.agency);
  out.set_received_days(dossier.received_on.days());
  if (dossier.due) out.set_due_days(dossier.due->days());
  out.set_channel(static_cast<std::uint32_t>(dossier.channel));
  out.set_owner(raw(dossier.owner));
  out.set_submitter(raw(dossier.submitter));
  out.set_authorisation(raw(dossier.authorisation));
  out.set_location(dossier.location);
  out.set_owner_name(dossier.owner_name);
  for (const Step& step : dossier.steps) {
    records::Step& s = *out.add_steps();
    s.set_state(static_cast<std::uint32_t>(step.state));
    s.set_at_ms(step.at_ms);
    s.set_by(step.by);
    s.set_duty(static_cast<std::uint32_t>(step.duty));
    s.set_note(step.note);
  }
  for (const Attachment& attachment : dossier.attachments) {
    fill(*out.add_attachments(), attachment);
  }
  for (const Uuid& id : dossier.verification_results) out.add_verification_results(raw(id));
  for (const Uuid& id : dossier.results) out.add_results(raw(id));
  for (const Notice& notice : dossier.notices) {
    records::Notice& n = *out.add_notices();
    n.set_what(static_cast<std::uint32_t>(notice.what));
    n.set_component(raw(notice.component));
    n.set_at_ms(notice.at_ms);
  }
  return out.SerializeAsString();
}

Dossier decode_dossier(std::string_view bytes) {
  const auto in = parse<records::Dossier>(bytes, "damaged dossier record");
  Dossier dossier;
  dossier.id = uuid(in.id());
  dossier.code = in.code();
  dossier.procedure = in.procedure();
  dossier.procedure_valid_from = Date(in.procedure_valid_from_days());
  dossier.agency = in.agency();
  dossier.received_on = Date(in.received_days());
  if (in.has_due_days()) dossier.due = Date(in.due_days());
  dossier.channel = enumerator(kChannelNames, in.channel());
  dossier.owner = uuid(in.owner());
  dossier.submitter = optional_uuid(in.submitter());
  dossier.authorisation = optional_uuid(in.authorisation());
  dossier.location = in.location();
  dossier.owner_name = in.owner_name();
  for (const records::Step& s : in.steps()) {
    dossier.steps.push_back({enumerator(kDossierStateNames, s.state()), s.at_ms(), s.by(),
                             enumerator(kDutyNames, s.duty()), s.note()});
  }
  if (dossier.steps.empty()) corrupt("dossier record without a step");
  for (const records::Attachment& a : in.attachments()) dossier.attachments.push_back(read(a));
  for (const std::string& id : in.verification_results()) {
    dossier.verification_results.push_back(uuid(id));
  }
  for (const std::string& id : in.results()) dossier.results.push_back(uuid(id));
  for (const records::Notice& n : in.notices()) {
    dossier.notices.push_back({enumerator(kNoticeNames, n.what()), uuid(n.component()), n.at_ms()});
  }
  return dossier;
}

}  // namespace kho::warehouse

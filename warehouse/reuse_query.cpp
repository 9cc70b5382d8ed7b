#include "warehouse/reuse_query.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const ReuseQuery& query) {
  records::ReuseQuery out;
  const ReuseQuestion& question = query.question;
  out.set_id(std::string(query.id.raw()));
  out.set_at_ms(query.at_ms);
  out.set_owner(question.owner);
  out.set_owner_name(question.owner_name);
  out.set_procedure(question.procedure);
  if (question.on) out.set_on_days(question.on->days());
  if (question.due) out.set_due_days(question.due->days());
  out.set_location(question.location);
  if (question.dossier) out.set_dossier(std::string(question.dossier->raw()));
  for (const ThirdParty& third : question.third_parties) {
    records::ThirdParty& t = *out.add_third_parties();
    t.set_requirement(third.requirement);
    t.set_owner(third.owner);
    t.set_ground(third.ground);
  }
  out.set_by(question.purpose.by);
  out.set_dossier_code(question.purpose.dossier);
  out.set_why(question.purpose.why);
  out.set_request_hash(query.request_hash);
  out.set_answer_hash(query.answer_hash);
  out.set_position(query.position);
  return out.SerializeAsString();
}

ReuseQuery decode_reuse_query(std::string_view bytes) {
  const auto in = parse<records::ReuseQuery>(bytes, "damaged reuse query record");
  ReuseQuery query;
  query.id = uuid(in.id());
  query.at_ms = in.at_ms();
  ReuseQuestion& question = query.question;
  question.owner = in.owner();
  question.owner_name = in.owner_name();
  question.procedure = in.procedure();
  if (in.has_on_days()) question.on = Date(in.on_days());
  if (in.has_due_days()) question.due = Date(in.due_days());
  question.location = in.location();
  question.dossier = optional_uuid(in.dossier());
  for (const records::ThirdParty& t : in.third_parties()) {
    question.third_parties.push_back({t.requirement(), t.owner(), t.ground()});
  }
  question.purpose = {in.by(), in.dossier_code(), in.why()};
  query.request_hash = hash(in.request_hash(), true);
  query.answer_hash = hash(in.answer_hash(), true);
  query.position = in.position();
  return query;
}

std::string encode(const Receipt& receipt) {
  records::Receipt out;
  out.set_id(std::string(receipt.id.raw()));
  out.set_query(std::string(receipt.query.raw()));
  out.set_dossier(std::string(receipt.dossier.raw()));
  out.set_dossier_code(receipt.dossier_code);
  out.set_requirement(receipt.requirement);
  out.set_component(std::string(receipt.component.raw()));
  out.set_component_code(receipt.component_code);
  out.set_version(receipt.version);
  out.set_sha256(receipt.sha256);
  out.set_accepted(receipt.accepted);
  out.set_outcome(static_cast<std::uint32_t>(receipt.outcome));
  for (const Reason reason : receipt.reasons) {
    out.add_reasons(static_cast<std::uint32_t>(reason));
  }
  out.set_by(receipt.by);
  out.set_remark(receipt.remark);
  out.set_at_ms(receipt.at_ms);
  out.set_request_hash(receipt.request_hash);
  out.set_answer_hash(receipt.answer_hash);
  out.set_position(receipt.position);
  return out.SerializeAsString();
}

Receipt decode_receipt(std::string_view bytes) {
  const auto in = parse<records::Receipt>(bytes, "damaged receipt record");
  Receipt receipt;
  receipt.id = uuid(in.id());
  receipt.query = uuid(in.query());
  receipt.dossier = uuid(in.dossier());
  receipt.dossier_code = in.dossier_code();
  receipt.requirement = in.requirement();
  receipt.component = uuid(in.component());
  receipt.component_code = in.component_code();
  receipt.version = in.version();
  receipt.sha256 = hash(in.sha256(), false);
  receipt.accepted = in.accepted();
  receipt.outcome = enumerator(kReuseOutcomeNames, in.outcome());
  for (const std::uint32_t reason : in.reasons()) {
    receipt.reasons.push_back(enumerator(kReasonNames, reason));
  }
  receipt.by = in.by();
  receipt.remark = in.remark();
  receipt.at_ms = in.at_ms();
  receipt.request_hash = hash(in.request_hash(), true);
  receipt.answer_hash = hash(in.answer_hash(), true);
  receipt.position = in.position();
  return receipt;
}

}  // namespace kho::warehouse

#include "warehouse/record_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {
namespace {

void fill(records::Facts& out, const Facts& facts) {
  out.set_kind(static_cast<std::uint32_t>(facts.kind));
  out.set_type(facts.type);
  out.set_number(facts.number);
  if (facts.issue_date) out.set_issue_days(facts.issue_date->days());
  out.set_issuer(facts.issuer);
  out.set_issuer_name(facts.issuer_name);
  out.set_signer(facts.signer);
  out.set_subject(facts.subject);
  records::Validity& validity = *out.mutable_validity();
  validity.set_kind(static_cast<std::uint32_t>(facts.validity.kind));
  if (facts.validity.from) validity.set_from_days(facts.validity.from->days());
  if (facts.validity.to) validity.set_to_days(facts.validity.to->days());
  out.set_location(facts.location);
  out.set_origin(static_cast<std::uint32_t>(facts.origin));
  out.set_form(static_cast<std::uint32_t>(facts.form));
  out.set_source_dossier(facts.source_dossier);
  out.set_source_procedure(facts.source_procedure);
  out.set_digitised_by(facts.digitised_by);
  out.set_review(static_cast<std::uint32_t>(facts.review));
}

Facts read(const records::Facts& in) {
  Facts facts;
  facts.kind = enumerator(kKindNames, in.kind());
  facts.type = in.type();
  facts.number = in.number();
  if (in.has_issue_days()) facts.issue_date = Date(in.issue_days());
  facts.issuer = in.issuer();
  facts.issuer_name = in.issuer_name();
  facts.signer = in.signer();
  facts.subject = in.subject();
  if (in.validity().kind() > static_cast<std::uint32_t>(Validity::Kind::kUntil)) {
    corrupt("record with an unknown kind of validity");
  }
  facts.validity.kind = static_cast<Validity::Kind>(in.validity().kind());
  if (in.validity().has_from_days()) facts.validity.from = Date(in.validity().from_days());
  if (in.validity().has_to_days()) facts.validity.to = Date(in.validity().to_days());
  if ((facts.validity.kind == Validity::Kind::kUntil) != facts.validity.to.has_value()) {
    corrupt("record with a contradictory validity");
  }
  facts.location = in.location();
  facts.origin = enumerator(kOriginNames, in.origin());
  facts.form = enumerator(kFormNames, in.form());
  facts.source_dossier = in.source_dossier();
  facts.source_procedure = in.source_procedure();
  facts.digitised_by = in.digitised_by();
  facts.review = enumerator(kReviewStateNames, in.review());
  return facts;
}

}  // namespace

std::string encode(const Component& component) {
  records::Component out;
  out.set_id(std::string(component.id.raw()));
  out.set_owner(std::string(component.owner.raw()));
  fill(*out.mutable_facts(), component.facts);
  for (const Version& version : component.versions) {
    records::Version& v = *out.add_versions();
    v.set_number(version.number);
    v.set_sha256(version.sha256);
    v.set_size(version.size);
    v.set_media_type(version.media_type);
    v.set_file_name(version.file_name);
    v.set_stored_at_ms(version.stored_at_ms);
  }
  out.set_created_at_ms(component.created_at_ms);
  if (component.keep_until) out.set_keep_until_days(component.keep_until->days());
  for (const Hold& hold : component.holds) {
    records::Hold& h = *out.add_holds();
    h.set_name(hold.name);
    h.set_reason(hold.reason);
    h.set_since_ms(hold.since_ms);
    if (hold.until) h.set_until_days(hold.until->days());
  }
  return out.SerializeAsString();
}

Component decode_component(std::string_view bytes) {
  const auto in = parse<records::Component>(bytes, "damaged component record");
  Component component;
  component.id = uuid(in.id());
  component.owner = uuid(in.owner());
  component.facts = read(in.facts());
  for (const records::Version& v : in.versions()) {
    component.versions.push_back({v.number(), hash(v.sha256(), false), v.size(), v.media_type(),
                                  v.file_name(), v.stored_at_ms()});
  }
  if (component.versions.empty()) corrupt("component record without a version");
  component.created_at_ms = in.created_at_ms();
  if (in.has_keep_until_days()) component.keep_until = Date(in.keep_until_days());
  for (const records::Hold& h : in.holds()) {
    if (h.name().empty()) corrupt("record with a nameless hold");
    Hold hold{h.name(), h.reason(), h.since_ms(), {}};
    if (h.has_until_days()) hold.until = Date(h.until_days());
    component.holds.push_back(std::move(hold));
  }
  return component;
}

std::string encode(const TextState& state) {
  records::TextState out;
  out.set_outcome(static_cast<std::uint32_t>(state.outcome));
  out.set_failure(state.failure);
  out.set_pages(state.pages);
  out.set_text_sha256(state.text_sha256);
  return out.SerializeAsString();
}

TextState decode_text_state(std::string_view bytes) {
  const auto in = parse<records::TextState>(bytes, "damaged text record");
  return {enumerator(kTextOutcomeNames, in.outcome()), in.failure(), in.pages(),
          hash(in.text_sha256(), true)};
}

std::string encode(const Event& event) {
  records::Event out;
  out.set_type(static_cast<std::uint32_t>(event.type));
  out.set_time_ms(event.time_ms);
  if (event.component) out.set_component(std::string(event.component->raw()));
  if (event.owner) out.set_owner(std::string(event.owner->raw()));
  out.set_sha256(event.sha256);
  out.set_note(event.note);
  out.set_component_type(event.component_type);
  for (const std::string& file : event.files) out.add_files(file);
  out.set_reason(event.reason);
  out.set_approved_by(event.approved_by);
  if (event.until) out.set_until_days(event.until->days());
  out.set_by(event.by);
  if (event.other) out.set_other(std::string(event.other->raw()));
  return out.SerializeAsString();
}

Event decode_event(std::string_view bytes) {
  const auto in = parse<records::Event>(bytes, "damaged log entry");
  // A type of a later version is passed on: readers skip what they do not know.
  Event event{static_cast<Event::Type>(in.type()),
              in.time_ms(),
              optional_uuid(in.component()),
              optional_uuid(in.owner()),
              hash(in.sha256(), true),
              in.note()};
  event.component_type = in.component_type();
  for (const std::string& file : in.files()) event.files.push_back(hash(file, false));
  event.reason = in.reason();
  event.approved_by = in.approved_by();
  if (in.has_until_days()) event.until = Date(in.until_days());
  event.by = in.by();
  event.other = optional_uuid(in.other());
  return event;
}

}  // namespace kho::warehouse

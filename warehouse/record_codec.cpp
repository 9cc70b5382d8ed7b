#include "warehouse/record_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"
#include "warehouse/validity_codec.h"

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
  warehouse::fill(*out.mutable_validity(), facts.validity);
  out.set_scope(facts.scope);
  out.set_location(facts.location);
  out.set_origin(static_cast<std::uint32_t>(facts.origin));
  out.set_form(static_cast<std::uint32_t>(facts.form));
  out.set_source_dossier(facts.source_dossier);
  out.set_source_procedure(facts.source_procedure);
  out.set_digitised_by(facts.digitised_by);
  out.set_digitised_unit(facts.digitised_unit);
  if (facts.digitised_on) out.set_digitised_days(facts.digitised_on->days());
  if (facts.conversion != Conversion()) {
    records::Conversion& conversion = *out.mutable_conversion();
    conversion.set_by(facts.conversion.by);
    if (facts.conversion.on) conversion.set_on_days(facts.conversion.on->days());
    conversion.set_signature(facts.conversion.signature);
  }
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
  facts.validity = warehouse::read(in.validity());
  facts.scope = in.scope();
  facts.location = in.location();
  facts.origin = enumerator(kOriginNames, in.origin());
  facts.form = enumerator(kFormNames, in.form());
  facts.source_dossier = in.source_dossier();
  facts.source_procedure = in.source_procedure();
  facts.digitised_by = in.digitised_by();
  facts.digitised_unit = in.digitised_unit();
  if (in.has_digitised_days()) facts.digitised_on = Date(in.digitised_days());
  facts.conversion.by = in.conversion().by();
  if (in.conversion().has_on_days()) facts.conversion.on = Date(in.conversion().on_days());
  facts.conversion.signature = in.conversion().signature();
  facts.review = enumerator(kReviewStateNames, in.review());
  return facts;
}

void fill(records::Access& out, const Access& access) {
  out.set_action(static_cast<std::uint32_t>(access.action));
  out.set_at_ms(access.at_ms);
  if (access.owner) out.set_owner(std::string(access.owner->raw()));
  if (access.component) out.set_component(std::string(access.component->raw()));
  if (access.query) out.set_query(std::string(access.query->raw()));
  out.set_by(access.purpose.by);
  out.set_dossier(access.purpose.dossier);
  out.set_why(access.purpose.why);
  out.set_breaks_glass(access.purpose.breaks_glass);
  out.set_agency(access.agency);
}

Access read(const records::Access& in) {
  return {enumerator(kAccessActionNames, in.action()),
          in.at_ms(),
          optional_uuid(in.owner()),
          optional_uuid(in.component()),
          optional_uuid(in.query()),
          {in.by(), in.dossier(), in.why(), in.breaks_glass()},
          in.agency()};
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
    v.set_signature(static_cast<std::uint32_t>(version.signature));
    v.set_by(version.by);
    v.set_reason(version.reason);
    v.set_position(version.position);
    if (version.facts) fill(*v.mutable_facts(), *version.facts);
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
  out.set_code(component.code);
  if (component.dossier) out.set_dossier(std::string(component.dossier->raw()));
  if (component.review) {
    records::Review& review = *out.mutable_review();
    review.set_by(component.review->by);
    review.set_reason(component.review->reason);
    review.set_at_ms(component.review->at_ms);
  }
  if (component.revocation) {
    records::Revocation& revocation = *out.mutable_revocation();
    revocation.set_on_days(component.revocation->on.days());
    revocation.set_by(component.revocation->by);
    revocation.set_reason(component.revocation->reason);
    revocation.set_at_ms(component.revocation->at_ms);
  }
  if (component.supersedes) out.set_supersedes(std::string(component.supersedes->raw()));
  if (component.superseded) {
    records::Supersession& superseded = *out.mutable_superseded();
    superseded.set_by(std::string(component.superseded->by.raw()));
    if (component.superseded->since) {
      superseded.set_since_days(component.superseded->since->days());
    }
  }
  out.set_hidden_from_owner(component.hidden_from_owner);
  if (component.damaged_since_ms) out.set_damaged_since_ms(*component.damaged_since_ms);
  return out.SerializeAsString();
}

Component decode_component(std::string_view bytes) {
  const auto in = parse<records::Component>(bytes, "damaged component record");
  Component component;
  component.id = uuid(in.id());
  component.owner = uuid(in.owner());
  component.facts = read(in.facts());
  for (const records::Version& v : in.versions()) {
    Version version{v.number(),     hash(v.sha256(), false), v.size(),
                    v.media_type(), v.file_name(),           v.stored_at_ms()};
    version.signature = enumerator(kSignatureNames, v.signature());
    version.by = v.by();
    version.reason = v.reason();
    version.position = v.position();
    if (v.has_facts()) version.facts = read(v.facts());
    component.versions.push_back(std::move(version));
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
  component.code = in.code();
  component.dossier = optional_uuid(in.dossier());
  if (in.has_review()) {
    component.review = Review{in.review().by(), in.review().reason(), in.review().at_ms()};
  }
  if (in.has_revocation()) {
    component.revocation = Revocation{Date(in.revocation().on_days()), in.revocation().by(),
                                      in.revocation().reason(), in.revocation().at_ms()};
  }
  component.supersedes = optional_uuid(in.supersedes());
  if (in.has_superseded()) {
    component.superseded = Supersession{uuid(in.superseded().by()), {}};
    if (in.superseded().has_since_days()) {
      component.superseded->since = Date(in.superseded().since_days());
    }
  }
  component.hidden_from_owner = in.hidden_from_owner();
  if (in.has_damaged_since_ms()) component.damaged_since_ms = in.damaged_since_ms();
  return component;
}

std::string bytes_of(const ingest::PageHash& hash) {
  std::string bytes;
  for (const std::uint64_t word : hash.bits) bytes += store::be64(word);
  return bytes;
}

std::optional<ingest::PageHash> page_hash(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  ingest::PageHash hash;
  if (bytes.size() != 8 * hash.bits.size()) corrupt("text record with a damaged hash of a page");
  for (std::uint64_t& word : hash.bits) {
    word = store::get_be64(bytes);
    bytes.remove_prefix(8);
  }
  return hash;
}

std::string encode(const TextState& state) {
  records::TextState out;
  out.set_outcome(static_cast<std::uint32_t>(state.outcome));
  out.set_failure(state.failure);
  out.set_pages(state.pages);
  out.set_text_sha256(state.text_sha256);
  out.set_signature(static_cast<std::uint32_t>(state.signature));
  out.set_knows_whom_to_trust(state.knows_whom_to_trust);
  out.set_is_signed(state.is_signed);
  if (state.first_page) out.set_first_page(bytes_of(*state.first_page));
  return out.SerializeAsString();
}

TextState decode_text_state(std::string_view bytes) {
  const auto in = parse<records::TextState>(bytes, "damaged text record");
  return {enumerator(kTextOutcomeNames, in.outcome()),
          in.failure(),
          in.pages(),
          hash(in.text_sha256(), true),
          enumerator(kSignatureNames, in.signature()),
          in.knows_whom_to_trust(),
          in.is_signed(),
          page_hash(in.first_page())};
}

std::string encode(const Reading& reading) {
  records::Reading out;
  out.set_state(static_cast<std::uint32_t>(reading.state));
  out.set_priority(static_cast<std::uint32_t>(reading.priority));
  out.set_position(reading.position);
  out.set_attempts(reading.attempts);
  out.set_due_ms(reading.due_ms);
  out.set_failure(reading.failure);
  out.set_extent(static_cast<std::uint32_t>(reading.extent));
  return out.SerializeAsString();
}

Reading decode_reading(std::string_view bytes) {
  const auto in = parse<records::Reading>(bytes, "damaged record of a reading");
  return {enumerator(kReadingStateNames, in.state()),
          enumerator(kReadingPriorityNames, in.priority()),
          in.position(),
          in.attempts(),
          in.due_ms(),
          in.failure(),
          enumerator(kReadingExtentNames, in.extent())};
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
  if (event.dossier) out.set_dossier(std::string(event.dossier->raw()));
  if (event.related) out.set_related(std::string(event.related->raw()));
  out.set_number(event.number);
  out.set_by(event.by);
  out.set_agency(event.agency);
  out.set_procedure(event.procedure);
  for (const Access& access : event.accesses) fill(*out.add_accesses(), access);
  out.set_in_bulk(event.in_bulk);
  out.set_reading(static_cast<std::uint32_t>(event.reading));
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
  event.in_bulk = in.in_bulk();
  event.reading = enumerator(kReadingExtentNames, in.reading());
  for (const std::string& file : in.files()) event.files.push_back(hash(file, false));
  event.reason = in.reason();
  event.approved_by = in.approved_by();
  if (in.has_until_days()) event.until = Date(in.until_days());
  event.dossier = optional_uuid(in.dossier());
  event.related = optional_uuid(in.related());
  event.number = in.number();
  event.by = in.by();
  event.agency = in.agency();
  event.procedure = in.procedure();
  for (const records::Access& access : in.accesses()) event.accesses.push_back(read(access));
  return event;
}

std::string encode(const Access& access) {
  records::Access out;
  fill(out, access);
  return out.SerializeAsString();
}

Access decode_access(std::string_view bytes) {
  return read(parse<records::Access>(bytes, "damaged access record"));
}

}  // namespace kho::warehouse

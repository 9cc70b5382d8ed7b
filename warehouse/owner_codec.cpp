#include "warehouse/owner_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {
namespace {

std::string raw(const Uuid& id) { return std::string(id.raw()); }

void fill(records::Evidence& out, const Evidence& evidence) {
  if (evidence.component) out.set_component(raw(*evidence.component));
  out.set_document(evidence.document);
}

Evidence read(const records::Evidence& in) {
  Evidence evidence{optional_uuid(in.component()), in.document()};
  if (evidence.component.has_value() != evidence.document.empty()) {
    corrupt("record with a contradictory evidence");
  }
  return evidence;
}

}  // namespace

std::string encode(const Owner& owner) {
  records::Owner out;
  out.set_id(raw(owner.id));
  out.set_key(owner.key);
  out.set_name(owner.name);
  out.set_created_at_ms(owner.created_at_ms);
  out.set_key_typed(owner.key_typed);
  for (const OwnerName& other : owner.other_names) {
    records::OwnerName& name = *out.add_other_names();
    name.set_name(other.name);
    name.set_since_ms(other.since_ms);
    name.set_component(raw(other.component));
  }
  return out.SerializeAsString();
}

Owner decode_owner(std::string_view bytes) {
  const auto in = parse<records::Owner>(bytes, "damaged owner record");
  Owner owner{uuid(in.id()), in.key(), in.name(), in.created_at_ms(), in.key_typed()};
  for (const records::OwnerName& name : in.other_names()) {
    owner.other_names.push_back({name.name(), name.since_ms(), uuid(name.component())});
  }
  return owner;
}

std::string encode(const Alias& alias) {
  records::OwnerAlias out;
  out.set_key(alias.key);
  fill(*out.mutable_evidence(), alias.evidence);
  out.set_since_days(alias.since.days());
  out.set_by(alias.by);
  out.set_added_at_ms(alias.added_at_ms);
  out.set_key_typed(alias.key_typed);
  return out.SerializeAsString();
}

Alias decode_alias(std::string_view bytes) {
  const auto in = parse<records::OwnerAlias>(bytes, "damaged record of an alias");
  return {in.key(), read(in.evidence()), Date(in.since_days()),
          in.by(),  in.added_at_ms(),    in.key_typed()};
}

std::string encode(const Merge& merge) {
  records::OwnerMerge out;
  out.set_from(raw(merge.from));
  out.set_into(raw(merge.into));
  fill(*out.mutable_evidence(), merge.evidence);
  out.set_reason(merge.reason);
  out.set_by(merge.by);
  out.set_merged_at_ms(merge.merged_at_ms);
  return out.SerializeAsString();
}

Merge decode_merge(std::string_view bytes) {
  const auto in = parse<records::OwnerMerge>(bytes, "damaged record of a merge");
  return {uuid(in.from()), uuid(in.into()), read(in.evidence()),
          in.reason(),     in.by(),         in.merged_at_ms()};
}

std::string encode(const Authorisation& authorisation) {
  records::Authorisation out;
  out.set_id(raw(authorisation.id));
  out.set_principal(raw(authorisation.principal));
  out.set_agent(raw(authorisation.agent));
  for (const std::string& type : authorisation.types) out.add_types(type);
  for (const std::string& stem : authorisation.procedures) out.add_procedures(stem);
  out.set_evidence(raw(authorisation.evidence));
  out.set_from_days(authorisation.from.days());
  if (authorisation.to) out.set_to_days(authorisation.to->days());
  out.set_granted_by(authorisation.granted_by);
  out.set_granted_at_ms(authorisation.granted_at_ms);
  if (authorisation.revoked) {
    records::AuthorisationEnd& revoked = *out.mutable_revoked();
    revoked.set_at_ms(authorisation.revoked->at_ms);
    revoked.set_by(authorisation.revoked->by);
    revoked.set_why(authorisation.revoked->why);
  }
  return out.SerializeAsString();
}

Authorisation decode_authorisation(std::string_view bytes) {
  const auto in = parse<records::Authorisation>(bytes, "damaged record of an authorisation");
  Authorisation authorisation;
  authorisation.id = uuid(in.id());
  authorisation.principal = uuid(in.principal());
  authorisation.agent = uuid(in.agent());
  authorisation.types = {in.types().begin(), in.types().end()};
  authorisation.procedures = {in.procedures().begin(), in.procedures().end()};
  authorisation.evidence = uuid(in.evidence());
  authorisation.from = Date(in.from_days());
  if (in.has_to_days()) authorisation.to = Date(in.to_days());
  authorisation.granted_by = in.granted_by();
  authorisation.granted_at_ms = in.granted_at_ms();
  if (in.has_revoked()) {
    authorisation.revoked =
        AuthorisationEnd{in.revoked().at_ms(), in.revoked().by(), in.revoked().why()};
  }
  return authorisation;
}

}  // namespace kho::warehouse

#include "warehouse/catalogue_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {
namespace {

template <typename Record>
void set_in_force(Record& record, const InForce& in_force) {
  if (in_force.from) record.set_from_days(in_force.from->days());
  if (in_force.to) record.set_to_days(in_force.to->days());
}

template <typename Record>
InForce in_force_of(const Record& record) {
  InForce in_force;
  if (record.has_from_days()) in_force.from = Date(record.from_days());
  if (record.has_to_days()) in_force.to = Date(record.to_days());
  return in_force;
}

// 0 stands for none.
template <typename Enum, std::size_t N>
std::optional<Enum> optional_enumerator(const NameTable<Enum, N>& table, std::uint32_t number) {
  if (number == 0) return std::nullopt;
  return enumerator(table, number);
}

}  // namespace

std::string encode(const Agency& agency) {
  records::Agency out;
  out.set_code(agency.code);
  out.set_name(agency.name);
  set_in_force(out, agency.in_force);
  out.set_successor(agency.successor);
  return out.SerializeAsString();
}

Agency decode_agency(std::string_view bytes) {
  const auto in = parse<records::Agency>(bytes, "damaged agency record");
  return {in.code(), in.name(), in_force_of(in), in.successor()};
}

std::string encode(const ComponentType& type) {
  records::ComponentType out;
  out.set_code(type.code);
  out.set_name(type.name);
  out.set_kind(static_cast<std::uint32_t>(type.kind));
  out.set_not_reusable(!type.reusable);
  out.set_signature_required(type.signature_required);
  set_in_force(out, type.in_force);
  out.set_successor(type.successor);
  if (type.keep_years) out.set_keep_years(*type.keep_years);
  return out.SerializeAsString();
}

ComponentType decode_component_type(std::string_view bytes) {
  const auto in = parse<records::ComponentType>(bytes, "damaged component type record");
  ComponentType type{in.code(), in.name(), enumerator(kKindNames, in.kind()), !in.not_reusable()};
  type.signature_required = in.signature_required();
  type.in_force = in_force_of(in);
  type.successor = in.successor();
  if (in.has_keep_years()) type.keep_years = in.keep_years();
  return type;
}

std::string encode(const Procedure& procedure) {
  records::Procedure out;
  out.set_code(procedure.code);
  out.set_name(procedure.name);
  out.set_field(procedure.field);
  out.set_agency(procedure.agency);
  out.set_valid_from_days(procedure.valid_from.days());
  if (procedure.valid_to) out.set_valid_to_days(procedure.valid_to->days());
  out.set_successor(procedure.successor);
  for (const Requirement& requirement : procedure.requirements) {
    records::Requirement& r = *out.add_requirements();
    r.set_code(requirement.code);
    r.set_name(requirement.name);
    for (const Alternative& alternative : requirement.any_of) {
      records::Alternative& a = *r.add_any_of();
      for (const std::string& type : alternative) a.add_types(type);
    }
    r.set_optional(!requirement.required);
    r.set_site_bound(requirement.site_bound);
    r.set_third_party(requirement.third_party);
    r.set_parent_serves_branch(requirement.parent_serves_branch);
    if (requirement.form) r.set_form(static_cast<std::uint32_t>(*requirement.form));
    if (requirement.origin_min) {
      r.set_origin_min(static_cast<std::uint32_t>(*requirement.origin_min));
    }
  }
  for (const std::string& result : procedure.results) out.add_results(result);
  return out.SerializeAsString();
}

Procedure decode_procedure(std::string_view bytes) {
  const auto in = parse<records::Procedure>(bytes, "damaged procedure record");
  Procedure procedure;
  procedure.code = in.code();
  procedure.name = in.name();
  procedure.field = in.field();
  procedure.agency = in.agency();
  procedure.valid_from = Date(in.valid_from_days());
  if (in.has_valid_to_days()) procedure.valid_to = Date(in.valid_to_days());
  procedure.successor = in.successor();
  for (const records::Requirement& r : in.requirements()) {
    Requirement requirement;
    requirement.code = r.code();
    requirement.name = r.name();
    for (const records::Alternative& a : r.any_of()) {
      requirement.any_of.emplace_back(a.types().begin(), a.types().end());
    }
    requirement.required = !r.optional();
    requirement.site_bound = r.site_bound();
    requirement.third_party = r.third_party();
    requirement.parent_serves_branch = r.parent_serves_branch();
    requirement.form = optional_enumerator(kFormNames, r.form());
    requirement.origin_min = optional_enumerator(kOriginNames, r.origin_min());
    procedure.requirements.push_back(std::move(requirement));
  }
  procedure.results.assign(in.results().begin(), in.results().end());
  return procedure;
}

}  // namespace kho::warehouse

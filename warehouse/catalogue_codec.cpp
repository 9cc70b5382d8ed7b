#include "warehouse/catalogue_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const Agency& agency) {
  records::Agency out;
  out.set_code(agency.code);
  out.set_name(agency.name);
  return out.SerializeAsString();
}

Agency decode_agency(std::string_view bytes) {
  const auto in = parse<records::Agency>(bytes, "damaged agency record");
  return {in.code(), in.name()};
}

std::string encode(const ComponentType& type) {
  records::ComponentType out;
  out.set_code(type.code);
  out.set_name(type.name);
  out.set_kind(static_cast<std::uint32_t>(type.kind));
  out.set_not_reusable(!type.reusable);
  return out.SerializeAsString();
}

ComponentType decode_component_type(std::string_view bytes) {
  const auto in = parse<records::ComponentType>(bytes, "damaged component type record");
  return {in.code(), in.name(), enumerator(kKindNames, in.kind()), !in.not_reusable()};
}

std::string encode(const Procedure& procedure) {
  records::Procedure out;
  out.set_code(procedure.code);
  out.set_name(procedure.name);
  out.set_field(procedure.field);
  out.set_agency(procedure.agency);
  out.set_valid_from_days(procedure.valid_from.days());
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
    procedure.requirements.push_back(std::move(requirement));
  }
  procedure.results.assign(in.results().begin(), in.results().end());
  return procedure;
}

}  // namespace kho::warehouse

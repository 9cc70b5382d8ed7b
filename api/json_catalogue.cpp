#include "api/json_catalogue.h"

#include "api/json_fields.h"
#include "api/json_values.h"
#include "warehouse/owner_key.h"

namespace kho::api {
namespace {

using warehouse::Errc;
using warehouse::name_in;

warehouse::InForce in_force_from(Fields& record) {
  const Json& json = record.member("in_force");
  if (json.is_null()) return {};
  Fields fields(json, record.where() + ", field in_force", Errc::kCatalogueInvalid);
  const warehouse::InForce in_force{fields.date("from"), fields.date("to")};
  fields.finish();
  return in_force;
}

// An agency code in normal form, or empty.
std::string agency_from(Fields& fields, const std::string& field) {
  const std::string code = fields.text(field);
  try {
    return code.empty() ? code : warehouse::normal_agency_code(code);
  } catch (const warehouse::Error& error) {
    fields.refuse(field, error.what());
  }
}

warehouse::Agency agency_record(Fields& fields) {
  warehouse::Agency agency;
  agency.code = agency_from(fields, "code");
  if (agency.code.empty()) fields.refuse("code", "is missing");
  agency.name = fields.required_text("name");
  agency.in_force = in_force_from(fields);
  agency.successor = agency_from(fields, "successor");
  return agency;
}

warehouse::ComponentType type_record(Fields& fields) {
  warehouse::ComponentType type;
  type.code = fields.required_text("code");
  type.name = fields.required_text("name");
  type.kind = fields.enumerator("kind", warehouse::kKindNames, type.kind);
  type.reusable = fields.flag("reusable", type.reusable);
  type.signature_required = fields.flag("signature_required", type.signature_required);
  type.in_force = in_force_from(fields);
  type.successor = fields.text("successor");
  if (!fields.member("keep_years").is_null()) {
    type.keep_years =
        static_cast<std::uint32_t>(fields.number("keep_years", 0, warehouse::kKeepYearsMax));
  }
  return type;
}

template <typename Enum, std::size_t N>
std::optional<Enum> optional_enumerator(Fields& fields, const std::string& field,
                                        const warehouse::NameTable<Enum, N>& table) {
  if (fields.text(field).empty()) return std::nullopt;
  return fields.enumerator(field, table, Enum{});
}

warehouse::Requirement requirement_from(const Json& json, const std::string& where) {
  warehouse::Requirement requirement;
  Fields fields(json, where, Errc::kCatalogueInvalid);
  requirement.code = fields.required_text("code");
  requirement.name = fields.required_text("name");
  const Json& any_of = fields.member("any_of");
  if (!any_of.is_array()) fields.refuse("any_of", "must be an array of alternatives");
  for (const Json& alternative : any_of) {
    requirement.any_of.push_back(fields.texts_of("any_of", alternative));
  }
  requirement.required = fields.flag("required", true);
  requirement.site_bound = fields.flag("site_bound", false);
  requirement.third_party = fields.flag("third_party", false);
  requirement.parent_serves_branch = fields.flag("parent_serves_branch", false);
  requirement.form = optional_enumerator(fields, "form", warehouse::kFormNames);
  requirement.origin_min = optional_enumerator(fields, "origin_min", warehouse::kOriginNames);
  fields.finish();
  return requirement;
}

warehouse::Procedure procedure_record(Fields& fields) {
  warehouse::Procedure procedure;
  procedure.code = fields.required_text("code");
  procedure.name = fields.required_text("name");
  procedure.field = fields.text("field");
  procedure.agency = agency_from(fields, "agency");
  procedure.valid_from =
      fields.date("valid_from").value_or(warehouse::Date::parse("2000-01-01").value());
  procedure.valid_to = fields.date("valid_to");
  procedure.successor = fields.text("successor");
  const Json& requirements = fields.member("requirements");
  if (!requirements.is_array()) fields.refuse("requirements", "must be an array");
  for (const Json& each : requirements) {
    procedure.requirements.push_back(
        requirement_from(each, fields.where() + ", " + procedure.code));
  }
  procedure.results = fields.texts("results");
  return procedure;
}

void add_record(warehouse::Catalogue& catalogue, const Json& json, const std::string& where) {
  Fields fields(json, where, Errc::kCatalogueInvalid);
  const std::string record = fields.required_text("record");
  if (record == "agency") {
    catalogue.agencies.push_back(agency_record(fields));
  } else if (record == "component_type") {
    catalogue.types.push_back(type_record(fields));
  } else if (record == "procedure") {
    catalogue.procedures.push_back(procedure_record(fields));
  } else {
    fields.refuse("record", "must be agency, component_type or procedure");
  }
  fields.finish();
}

Json in_force_json(const warehouse::InForce& in_force) {
  return {{"from", date_or_null(in_force.from)}, {"to", date_or_null(in_force.to)}};
}

template <typename Enum, std::size_t N>
Json name_or_null(const warehouse::NameTable<Enum, N>& table, const std::optional<Enum>& value) {
  return value ? Json(name_in(table, *value)) : Json();
}

Json requirement_json(const warehouse::Requirement& requirement) {
  return {{"code", requirement.code},
          {"name", requirement.name},
          {"any_of", requirement.any_of},
          {"required", requirement.required},
          {"site_bound", requirement.site_bound},
          {"third_party", requirement.third_party},
          {"parent_serves_branch", requirement.parent_serves_branch},
          {"form", name_or_null(warehouse::kFormNames, requirement.form)},
          {"origin_min", name_or_null(warehouse::kOriginNames, requirement.origin_min)}};
}

}  // namespace

warehouse::Catalogue catalogue_from(std::string_view text) {
  const auto invalid = [](const std::string& where) -> warehouse::Error {
    return {Errc::kCatalogueInvalid,
            where + " is not JSON in UTF-8, is nested too deeply or repeats a key"};
  };
  warehouse::Catalogue catalogue;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return catalogue;
  if (text[first] == '[') {
    const auto array = parse_strictly(text);
    if (!array) throw invalid("the catalogue");
    std::size_t record = 0;
    for (const Json& each : *array) {
      add_record(catalogue, each, "record " + std::to_string(++record));
    }
    return catalogue;
  }
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view each = text.substr(begin, end - begin);
    begin = end + 1;
    ++line;
    if (each.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = "line " + std::to_string(line);
    const auto json = parse_strictly(each);
    if (!json) throw invalid(where);
    add_record(catalogue, *json, where);
  }
  return catalogue;
}

Json to_json(const warehouse::Agency& agency) {
  return {{"record", "agency"},
          {"code", agency.code},
          {"name", agency.name},
          {"in_force", in_force_json(agency.in_force)},
          {"successor", text_or_null(agency.successor)}};
}

Json to_json(const warehouse::ComponentType& type) {
  return {{"record", "component_type"},
          {"code", type.code},
          {"name", type.name},
          {"kind", name_in(warehouse::kKindNames, type.kind)},
          {"reusable", type.reusable},
          {"signature_required", type.signature_required},
          {"in_force", in_force_json(type.in_force)},
          {"successor", text_or_null(type.successor)},
          {"keep_years", type.keep_years ? Json(*type.keep_years) : Json()}};
}

Json heading_json(const warehouse::Procedure& procedure) {
  return {{"record", "procedure"},
          {"code", procedure.code},
          {"name", procedure.name},
          {"field", procedure.field},
          {"agency", text_or_null(procedure.agency)},
          {"valid_from", procedure.valid_from.text()},
          {"valid_to", date_or_null(procedure.valid_to)},
          {"successor", text_or_null(procedure.successor)}};
}

Json to_json(const warehouse::Procedure& procedure) {
  Json json = heading_json(procedure);
  json["requirements"] = Json::array();
  for (const warehouse::Requirement& requirement : procedure.requirements) {
    json["requirements"].push_back(requirement_json(requirement));
  }
  json["results"] = procedure.results;
  return json;
}

Json to_json(const warehouse::ImportCounts& counts) {
  return {{"added", counts.added}, {"changed", counts.changed}, {"unchanged", counts.unchanged}};
}

Json changes_json(const warehouse::ImportCounts& counts) {
  Json changes = Json::array();
  for (const warehouse::ImportChange& change : counts.changes) {
    Json json = {{"record", change.record},
                 {"code", change.code},
                 {"change", change.added ? "added" : "changed"}};
    if (change.valid_from) json["valid_from"] = change.valid_from->text();
    changes.push_back(std::move(json));
  }
  return changes;
}

}  // namespace kho::api

#include "api/json_catalogue.h"

#include "api/json_fields.h"
#include "warehouse/owner_key.h"

namespace kho::api {
namespace {

using warehouse::Errc;

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
  fields.finish();
  return requirement;
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

void add_record(warehouse::Catalogue& catalogue, const Json& json, const std::string& where) {
  Fields fields(json, where, Errc::kCatalogueInvalid);
  const std::string record = fields.required_text("record");
  if (record == "agency") {
    const std::string code = agency_from(fields, "code");
    if (code.empty()) fields.refuse("code", "is missing");
    catalogue.agencies.push_back({code, fields.required_text("name")});
  } else if (record == "component_type") {
    catalogue.types.push_back(
        {fields.required_text("code"), fields.required_text("name"),
         fields.enumerator("kind", warehouse::kKindNames, warehouse::Kind::kComponent),
         fields.flag("reusable", true)});
  } else if (record == "procedure") {
    warehouse::Procedure procedure;
    procedure.code = fields.required_text("code");
    procedure.name = fields.required_text("name");
    procedure.field = fields.text("field");
    procedure.agency = agency_from(fields, "agency");
    procedure.valid_from =
        fields.date("valid_from").value_or(warehouse::Date::parse("2000-01-01").value());
    const Json& requirements = fields.member("requirements");
    if (!requirements.is_array()) fields.refuse("requirements", "must be an array");
    for (const Json& each : requirements) {
      procedure.requirements.push_back(requirement_from(each, where + ", " + procedure.code));
    }
    procedure.results = fields.texts("results");
    catalogue.procedures.push_back(std::move(procedure));
  } else {
    fields.refuse("record", "must be agency, component_type or procedure");
  }
  fields.finish();
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

Json to_json(const warehouse::ImportCounts& counts) {
  return {{"added", counts.added}, {"changed", counts.changed}, {"unchanged", counts.unchanged}};
}

}  // namespace kho::api

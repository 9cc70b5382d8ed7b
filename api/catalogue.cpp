// The routes of the catalogue: importing it, and reading it back.

#include "api/api.h"
#include "api/handler.h"
#include "api/json_catalogue.h"
#include "api/number.h"

namespace kho::api {
namespace {

struct Page {
  std::string after;
  std::size_t limit = 100;
};

Page page_from(const Request& request) {
  Page page;
  for (const auto& [name, value] : request.query) {
    if (name == "after" && warehouse::is_type_code(value)) {
      page.after = value;
    } else if (name != "limit" || !is_number(value, page.limit) || page.limit < 1 ||
               page.limit > kCataloguePageMax) {
      throw Problem(400, "query_invalid",
                    "the parameters are after (a code) and limit (1 to " +
                        std::to_string(kCataloguePageMax) + ")");
    }
  }
  return page;
}

Problem unknown(const std::string& what) {
  return {404, "not_found", "there is no such " + what + " in the catalogue"};
}

warehouse::ProcedureCode procedure_code(const std::string& code) {
  const auto parsed = warehouse::parse_procedure_code(code);
  if (!parsed) throw Problem(400, "query_invalid", "after is no procedure code");
  return *parsed;
}

template <typename Record, typename AsJson>
Response catalogue_response(const char* name, const warehouse::CataloguePage<Record>& page,
                            const AsJson& as_json) {
  Json records = Json::array();
  for (const Record& record : page.records) records.push_back(as_json(record));
  return page_response(name, std::move(records),
                       page.more ? Json(page.records.back().code) : Json());
}

}  // namespace

Response post_catalogue(const Call& call) {
  bool dry_run = false;
  for (const auto& [name, value] : call.request.query) {
    dry_run = value == "true";
    if (name != "dry_run" || (!dry_run && value != "false")) {
      throw Problem(400, "query_invalid", "the one parameter is dry_run, true or false");
    }
  }
  const auto counts =
      call.warehouse.import_catalogue(catalogue_from(call.request.content()), dry_run);
  Json answer = to_json(counts);
  if (dry_run) answer["changes"] = changes_json(counts);
  return json_response(200, answer);
}

Response get_types(const Call& call) {
  const Page page = page_from(call.request);
  return catalogue_response("component_types",
                            call.warehouse.catalogue().types(page.after, page.limit),
                            [](const warehouse::ComponentType& type) { return to_json(type); });
}

Response get_type(const Call& call) {
  const auto type = call.warehouse.catalogue().type(call.code);
  if (!type) throw unknown("component type");
  return json_response(200, to_json(*type));
}

Response get_procedures(const Call& call) {
  const Page page = page_from(call.request);
  std::optional<warehouse::ProcedureCode> after;
  if (!page.after.empty()) after = procedure_code(page.after);
  return catalogue_response("procedures", call.warehouse.catalogue().procedures(after, page.limit),
                            heading_json);
}

Response get_procedure(const Call& call) {
  const auto parsed = warehouse::parse_procedure_code(call.code);
  Json versions = Json::array();
  if (parsed) {
    for (const auto& version : call.warehouse.catalogue().versions(*parsed)) {
      versions.push_back(to_json(version));
    }
  }
  if (versions.empty()) throw unknown("procedure");
  return json_response(200, {{"versions", std::move(versions)}});
}

Response get_agencies(const Call& call) {
  const Page page = page_from(call.request);
  return catalogue_response("agencies", call.warehouse.catalogue().agencies(page.after, page.limit),
                            [](const warehouse::Agency& agency) { return to_json(agency); });
}

Response get_agency(const Call& call) {
  const auto agency = call.warehouse.catalogue().agency(call.code);
  if (!agency) throw unknown("agency");
  return json_response(200, to_json(*agency));
}

}  // namespace kho::api

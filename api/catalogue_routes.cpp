// The routes of the catalogue: importing it, and reading it back.

#include <charconv>

#include "api/api.h"
#include "api/json.h"
#include "api/json_response.h"

namespace kho::api {
namespace {

struct Page {
  std::string after;
  std::size_t limit = 100;
};

Page page_from(const Request& request) {
  Page page;
  for (const auto& [name, value] : request.query) {
    const char* end = value.data() + value.size();
    if (name == "after" && warehouse::is_type_code(value)) {
      page.after = value;
    } else if (const auto [read, error] = std::from_chars(value.data(), end, page.limit);
               name != "limit" || error != std::errc() || read != end || page.limit < 1 ||
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

// `next` is what to ask for `after`; null on the last page.
template <typename Record, typename AsJson>
Response page_response(const char* name, const warehouse::CataloguePage<Record>& page,
                       const AsJson& as_json) {
  Json records = Json::array();
  for (const Record& record : page.records) records.push_back(as_json(record));
  const Json next = page.more ? Json(page.records.back().code) : Json();
  return json_response(200, {{name, std::move(records)}, {"next", next}});
}

}  // namespace

Response Api::post_catalogue(const Request& request) const {
  bool dry_run = false;
  for (const auto& [name, value] : request.query) {
    dry_run = value == "true";
    if (name != "dry_run" || (!dry_run && value != "false")) {
      throw Problem(400, "query_invalid", "the one parameter is dry_run, true or false");
    }
  }
  const auto counts = warehouse_.import_catalogue(catalogue_from(request.body), dry_run);
  Json answer = to_json(counts);
  if (dry_run) answer["changes"] = changes_json(counts);
  return json_response(200, answer);
}

Response Api::get_types(const Request& request) const {
  const Page page = page_from(request);
  return page_response("component_types", warehouse_.catalogue().types(page.after, page.limit),
                       [](const warehouse::ComponentType& type) { return to_json(type); });
}

Response Api::get_type(const std::string& code) const {
  const auto type = warehouse_.catalogue().type(code);
  if (!type) throw unknown("component type");
  return json_response(200, to_json(*type));
}

Response Api::get_procedures(const Request& request) const {
  const Page page = page_from(request);
  std::optional<warehouse::ProcedureCode> after;
  if (!page.after.empty()) after = procedure_code(page.after);
  return page_response("procedures", warehouse_.catalogue().procedures(after, page.limit),
                       heading_json);
}

Response Api::get_procedure(const std::string& code) const {
  const auto parsed = warehouse::parse_procedure_code(code);
  Json versions = Json::array();
  if (parsed) {
    for (const auto& version : warehouse_.catalogue().versions(*parsed)) {
      versions.push_back(to_json(version));
    }
  }
  if (versions.empty()) throw unknown("procedure");
  return json_response(200, {{"versions", std::move(versions)}});
}

Response Api::get_agencies(const Request& request) const {
  const Page page = page_from(request);
  return page_response("agencies", warehouse_.catalogue().agencies(page.after, page.limit),
                       [](const warehouse::Agency& agency) { return to_json(agency); });
}

Response Api::get_agency(const std::string& code) const {
  const auto agency = warehouse_.catalogue().agency(code);
  if (!agency) throw unknown("agency");
  return json_response(200, to_json(*agency));
}

}  // namespace kho::api

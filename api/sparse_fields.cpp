#include "api/sparse_fields.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/json.h"
#include "api/problem.h"

namespace kho::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kRecords{{
    {"/v1/components/{id}", ""},
    {"/v1/components/{id}/uses", "uses"},
    {"/v1/components/{id}/access-log", "accesses"},
    {"/v1/dossiers", ""},
    {"/v1/dossiers/{id}", ""},
    {"/v1/search", "hits"},
    {"/v1/component-types", "component_types"},
    {"/v1/component-types/{code}", ""},
    {"/v1/procedures", "procedures"},
    {"/v1/agencies", "agencies"},
    {"/v1/agencies/{code}", ""},
    {"/v1/admin/tokens", "tokens"},
}};

Json only(const Json& record, const std::set<std::string>& fields) {
  Json some = Json::object();
  for (const std::string& field : fields) {
    const auto found = record.find(field);
    if (found == record.end()) {
      throw Problem(400, "query_invalid", "fields: the record has no field " + field);
    }
    some[field] = *found;
  }
  return some;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

std::optional<std::string_view> records_of(std::string_view pattern) {
  const auto found =
      std::ranges::find(kRecords, pattern, [](const auto& each) { return each.first; });
  if (found == kRecords.end()) return std::nullopt;
  return found->second;
}

std::optional<std::set<std::string>> take_fields(Request& request) {
  const auto is_fields = [](const auto& each) { return each.first == "fields"; };
  const auto found = std::ranges::find_if(request.query, is_fields);
  if (found == request.query.end()) return std::nullopt;
  std::set<std::string> fields;
  const std::string_view list = found->second;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view name = list.substr(begin, end - begin);
    if (!is_field_name(name) || fields.size() == kFieldsMax) {
      throw Problem(400, "query_invalid", "fields: names of fields, with commas between them");
    }
    fields.emplace(name);
    begin = end + 1;
  }
  request.query.erase(found);
  if (std::ranges::any_of(request.query, is_fields)) {
    throw Problem(400, "query_invalid", "fields: once");
  }
  return fields;
}

void keep_fields(Response& response, std::string_view records,
                 const std::set<std::string>& fields) {
  if (response.status != 200) return;
  Json json = Json::parse(response.body);
  if (records.empty()) {
    json = only(json, fields);
  } else {
    for (Json& record : json.at(std::string(records))) record = only(record, fields);
  }
  response.body = dump(json) + "\n";
  std::erase_if(response.headers, [](const auto& header) { return header.first == "ETag"; });
}

}  // namespace kho::api

#include "api/json_report.h"

#include "api/csv.h"
#include "api/json_fields.h"
#include "api/query_json.h"

namespace kho::api {
namespace {

using warehouse::Counters;

Json counters_json(const Counters& counters) {
  Json json = {{"received", counters.received}};
  for (const auto& indicator : warehouse::kIndicators) {
    const std::uint64_t count = counters.*indicator.count;
    const auto percent = warehouse::percent_text(count, counters.received);
    json[indicator.name] = {{"count", count},
                            {"percent", percent ? Json(*percent) : Json()},
                            {"full_marks", warehouse::has_full_marks(count, counters.received)}};
  }
  return json;
}

}  // namespace

warehouse::ReportOrder report_order_from(const Request& request) {
  warehouse::ReportOrder order;
  const Json query = query_json(request, {});
  Fields fields(query, "query", warehouse::Errc::kQueryInvalid);
  const auto from = fields.date("from");
  const auto to = fields.date("to");
  if (!from) fields.refuse("from", "is missing");
  if (!to) fields.refuse("to", "is missing");
  order.from = *from;
  order.to = *to;
  order.by = fields.enumerator("by", warehouse::kGroupingNames, order.by);
  order.agency = fields.text("agency");
  order.procedure = fields.text("procedure");
  fields.finish();
  return order;
}

Json to_json(const warehouse::Report& report) {
  Json rows = Json::array();
  for (const warehouse::ReportRow& row : report.rows) {
    Json json = counters_json(row.counters);
    json["agency"] = row.agency;
    json["agency_name"] = row.agency_name;
    json["procedure"] = row.procedure;
    json["procedure_name"] = row.procedure_name;
    rows.push_back(std::move(json));
  }
  return {{"from", report.order.from.text()},
          {"to", report.order.to.text()},
          {"by", name_in(warehouse::kGroupingNames, report.order.by)},
          {"agency", report.order.agency},
          {"procedure", report.order.procedure},
          {"rows", std::move(rows)},
          {"total", counters_json(report.total)},
          {"position", report.position},
          {"log_position", report.log_position}};
}

std::string csv_of(const warehouse::Report& report) {
  std::vector<std::string> line = {"agency", "agency_name", "procedure", "procedure_name",
                                   "received"};
  for (const auto& indicator : warehouse::kIndicators) {
    line.emplace_back(indicator.name);
    line.push_back(std::string(indicator.name) + "_percent");
  }
  std::string csv = csv_line(line);
  for (const warehouse::ReportRow& row : report.rows) {
    line = {row.agency, row.agency_name, row.procedure, row.procedure_name,
            std::to_string(row.counters.received)};
    for (const auto& indicator : warehouse::kIndicators) {
      const std::uint64_t count = row.counters.*indicator.count;
      line.push_back(std::to_string(count));
      line.push_back(warehouse::percent_text(count, row.counters.received).value_or("N/A"));
    }
    csv += csv_line(line);
  }
  return csv;
}

}  // namespace kho::api

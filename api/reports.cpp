// The indicators.

#include "api/handler.h"
#include "api/json_report.h"

namespace kho::api {

Response get_reuse_report(const Call& call) {
  const warehouse::Report report = call.warehouse.report(report_order_from(call.request));
  if (call.request.header("accept").find("text/csv") == std::string_view::npos) {
    return json_response(200, to_json(report));
  }
  Response response;
  response.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"},
                      {"Content-Disposition", "attachment; filename=\"reuse.csv\""},
                      {"Kho-Position", std::to_string(report.position)}};
  response.body = csv_of(report);
  return response;
}

}  // namespace kho::api

// Files that wait to be read, for administrators.

#include "api/handler.h"
#include "api/json_fields.h"
#include "api/json_readings.h"
#include "warehouse/error.h"

namespace kho::api {
namespace {

constexpr std::size_t kQuarantinedMax = 100;

}  // namespace

Response get_readings(const Call& call) {
  const warehouse::Status status = call.warehouse.status();
  Json json = to_json(status.readings);
  json["position"] = status.text_position;
  json["log_position"] = status.log_position;
  json["quarantined_files"] = to_json(call.warehouse.quarantined(kQuarantinedMax));
  return json_response(200, json);
}

Response post_reading_retry(const Call& call) {
  const Json json = parse_json(call.request.body);
  Fields fields(json, "order", warehouse::Errc::kJobInvalid);
  const auto component = fields.id("component");
  using warehouse::Reading, warehouse::ReadAgain;
  const auto files =
      fields.enumerator("files", warehouse::kReadAgainNames, ReadAgain::kQuarantined);
  auto extent = fields.enumerator("ocr", warehouse::kOcrNames, Reading::Extent::kAsSet);
  if (component && fields.has("files")) fields.refuse("files", "goes without component");
  if (files == ReadAgain::kSigned) {
    if (fields.has("ocr")) fields.refuse("ocr", "signed files keep their text");
    extent = Reading::Extent::kSignatures;
  }
  fields.finish();
  std::uint64_t asked = 1;
  if (component) {
    call.warehouse.read_again(*component, extent);
  } else {
    asked = call.warehouse.readings().ask_all(files, extent);
  }
  return json_response(200, {{"asked", asked}});
}

}  // namespace kho::api

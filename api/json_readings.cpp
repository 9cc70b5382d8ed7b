#include "api/json_readings.h"

#include "api/json_values.h"

namespace kho::api {

Json to_json(const warehouse::ReadingProgress& progress) {
  const std::uint64_t left = progress.counts.waiting;
  const bool is_known = left > 0 && progress.per_second > 0;
  return {{"waiting", left},
          {"in_progress", progress.in_progress},
          {"delayed", progress.counts.delayed},
          {"quarantined", progress.counts.quarantined},
          {"done", progress.done},
          {"per_minute", 60 * progress.per_second},
          {"seconds_left",
           is_known ? Json(static_cast<double>(left) / progress.per_second) : Json(nullptr)}};
}

Json to_json(const std::vector<warehouse::QuarantinedFile>& files) {
  Json json = Json::array();
  for (const warehouse::QuarantinedFile& file : files) {
    json.push_back({{"components", ids_json(file.components)},
                    {"failure", file.reading.failure},
                    {"attempts", file.reading.attempts}});
  }
  return json;
}

}  // namespace kho::api

#include "api/json_bench.h"

#include <algorithm>

#include "api/json_fields.h"

namespace kho::api {
namespace {

using warehouse::name_in;

// Percentiles by their names in JSON.
constexpr std::pair<const char*, std::uint64_t> kPercentiles[] = {
    {"p50", 500}, {"p90", 900}, {"p99", 990}, {"p99_9", 999}, {"max", 1000}};

Json times_json(const warehouse::LatencyHistogram& times) {
  Json json = Json::object();
  for (const auto& [name, per_mille] : kPercentiles) {
    const auto took = times.percentile(per_mille);
    json[name] =
        took ? Json(std::chrono::duration<double, std::micro>(*took).count()) : Json(nullptr);
  }
  return json;
}

Json load_json(const warehouse::LoadResult& load, std::uint64_t disk_bytes) {
  return {{"seconds", std::chrono::duration<double>(load.time).count()},
          {"done", load.done},
          {"failed", load.failed},
          {"failure", load.failure.empty() ? Json(nullptr) : Json(load.failure)},
          {"per_second", load.per_second()},
          {"bytes", load.bytes},
          {"bytes_per_second", load.bytes_per_second()},
          {"disk_bytes", disk_bytes},
          {"service_us", times_json(load.service)}};
}

Json part_json(const warehouse::BenchPartReport& part) {
  Json json = {{"part", name_in(warehouse::kBenchPartNames, part.part)},
               {"left_out", nullptr},
               {"sample", part.sample},
               {"most", nullptr},
               {"steady", nullptr}};
  if (part.left_out) {
    json["left_out"] = name_in(warehouse::kLeftOutNames, *part.left_out);
    return json;
  }
  json["most"] = load_json(part.most, part.most_disk_bytes);
  if (part.rate <= 0) return json;
  Json steady = load_json(part.steady, part.steady_disk_bytes);
  steady["rate"] = part.rate;
  steady["planned"] = part.steady.planned;
  steady["unfinished"] = part.steady.unfinished;
  steady["in_time"] = part.steady.in_time;
  steady["kept_up"] = part.steady.kept_up;
  steady["latency_us"] = times_json(part.steady.latency);
  json["steady"] = std::move(steady);
  return json;
}

}  // namespace

warehouse::BenchOrder bench_order_from(const Json& json) {
  Fields fields(json, "job", warehouse::Errc::kJobInvalid);
  (void)fields.required_text("kind");
  warehouse::BenchOrder order;
  for (const std::string& name : fields.texts("only")) {
    const auto part = value_in(warehouse::kBenchPartNames, name);
    if (!part) fields.refuse("only", "names retrieval, reuse and search");
    if (std::ranges::find(order.parts, *part) == order.parts.end()) order.parts.push_back(*part);
  }
  order.seconds = fields.number("seconds", order.seconds, warehouse::kBenchSecondsMax);
  order.per_second = fields.number("per_second", 0, warehouse::kBenchRateMax);
  order.threads = fields.number("threads", 0, warehouse::kBenchThreadsMax);
  order.seed = fields.number("seed", order.seed, warehouse::kBenchSeedMax);
  fields.finish();
  return order;
}

Json to_json(const warehouse::BenchReport& report) {
  Json parts = Json::array();
  for (const warehouse::BenchPartReport& part : report.parts) parts.push_back(part_json(part));
  return {{"version", KHO_VERSION},
          {"kernel", report.kernel},
          {"cores", report.cores},
          {"memory_bytes", report.memory_bytes},
          {"components", report.components},
          {"log_position", report.log_position},
          {"seconds", report.seconds},
          {"threads", report.threads},
          {"seed", report.seed},
          {"stopped", report.stopped},
          {"parts", std::move(parts)}};
}

}  // namespace kho::api

// Jobs, and how the server and the warehouse are.

#include "api/handler.h"
#include "api/json_maintenance.h"
#include "api/problem.h"
#include "api/tls.h"

namespace kho::api {
namespace {

struct StartJob {
  warehouse::Warehouse& in;
  warehouse::Job operator()(const store::CompactionPolicy& policy) const {
    return in.start_compaction(policy);
  }
  warehouse::Job operator()(const warehouse::CheckOrder& order) const {
    return in.start_check(order);
  }
  warehouse::Job operator()(const warehouse::AuditOrder& order) const {
    return in.start_audit(order);
  }
  warehouse::Job operator()(const ReindexOrder& order) const {
    return in.start_reindex(order.anew);
  }
  warehouse::Job operator()(const BackupOrder& order) const {
    return in.start_backup(order.to, KHO_VERSION);
  }
  warehouse::Job operator()(const warehouse::BenchOrder& order) const {
    return in.start_bench(order);
  }
};

}  // namespace

Response get_statistics(const Call& call) {
  return json_response(200, to_json(call.warehouse.statistics()));
}

Response get_diagnosis(const Call& call) {
  std::vector<warehouse::Diagnosis> found = call.warehouse.diagnose();
  if (const Tls* tls = call.api.doors().tls) {
    auto ends = warehouse::expiry("certificate_expiring", "certificate_expired", "",
                                  tls->ends_at_s() * 1000, warehouse::system_clock().now_ms());
    if (ends) found.push_back(std::move(*ends));
  }
  Json findings = Json::array();
  for (const warehouse::Diagnosis& each : found) findings.push_back(to_json(each));
  return json_response(200, {{"findings", std::move(findings)}});
}

Response post_job(const Call& call) {
  const JobRequest wanted = job_request_from(parse_json(call.request.body));
  const warehouse::Job job = std::visit(StartJob{call.warehouse}, wanted);
  Response response = json_response(202, to_json(job));
  response.headers.emplace_back("Location", "/v1/admin/jobs/" + job.id.text());
  return response;
}

Response get_jobs(const Call& call) {
  Json jobs = Json::array();
  for (const warehouse::Job& job : call.warehouse.jobs().all()) jobs.push_back(to_json(job));
  return json_response(200, {{"jobs", std::move(jobs)}});
}

Response get_job(const Call& call) {
  std::uint64_t wait_seconds = 0;
  for (const auto& [name, value] : call.request.query) {
    if (name != "wait") throw Problem(400, "query_invalid", "the one parameter is wait");
    wait_seconds = whole_number(name, value, 0, kJobWaitSecondsMax);
  }
  const auto job = call.warehouse.jobs().find(call.id, std::chrono::seconds(wait_seconds));
  if (!job) throw Problem(404, "not_found", "there is no such job");
  return json_response(200, to_json(*job));
}

Response delete_job(const Call& call) {
  const auto job = call.warehouse.jobs().stop(call.id);
  if (!job) throw Problem(404, "not_found", "there is no such job");
  return json_response(202, to_json(*job));
}

Response livez(const Call&) { return json_response(200, {{"status", "alive"}}); }

Response readyz(const Call& call) {
  const Json json = to_json(call.warehouse.status());
  return json_response(json.at("failures").empty() ? 200 : 503, json);
}

Response get_metrics(const Call& call) {
  Response response;
  response.headers.emplace_back("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = call.api.metrics_text();
  return response;
}

Response version(const Call&) {
  return json_response(200, {{"name", "kho"}, {"version", KHO_VERSION}});
}

}  // namespace kho::api

#include "api/json_maintenance.h"

#include "api/json_audit.h"
#include "api/json_bench.h"
#include "api/json_fields.h"
#include "api/json_search.h"
#include "api/json_values.h"
#include "api/problem.h"

namespace kho::api {
namespace {

using warehouse::name_in;

// Of a later version's number that has no name here, the number.
template <typename Enum, std::size_t N>
std::string name_or_number(const warehouse::NameTable<Enum, N>& table, Enum value) {
  const std::string_view name = name_in(table, value);
  return name.empty() ? std::to_string(static_cast<int>(value)) : std::string(name);
}

Json totals_json(const store::ChunkTotals& totals) {
  return {{"chunks", totals.chunks},
          {"raw_bytes", totals.raw_bytes},
          {"stored_bytes", totals.stored_bytes}};
}

struct ReportJson {
  Json operator()(const std::monostate&) const { return nullptr; }

  Json operator()(const store::CompactionReport& report) const {
    return {{"segments_chosen", report.segments_chosen},
            {"segments_retired", report.segments_retired},
            {"bytes_read", report.bytes_read},
            {"bytes_written", report.bytes_written},
            {"dead_bytes", report.dead_bytes},
            {"chunks_moved", report.chunks_moved},
            {"chunks_ripened", report.chunks_ripened},
            {"file_bytes_before", report.file_bytes_before},
            {"file_bytes_after", report.file_bytes_after},
            {"stopped", report.stopped},
            {"failures", report.failures}};
  }

  Json operator()(const warehouse::CheckReport& report) const {
    Json findings = Json::array();
    for (const warehouse::CheckFinding& finding : report.findings) {
      findings.push_back({{"severity", name_in(warehouse::kSeverityNames, finding.severity)},
                          {"text", finding.text},
                          {"components", ids_json(finding.components)},
                          {"texts_of", ids_json(finding.texts)},
                          {"touched", finding.touched}});
    }
    return {{"clean", report.clean() && !report.stopped},
            {"stopped", report.stopped},
            {"components", report.components},
            {"owners", report.owners},
            {"texts", report.texts},
            {"blobs", report.store.blobs},
            {"chunks", report.store.chunks},
            {"commits", report.store.commits},
            {"log_entries", report.store.log_entries},
            {"segments", report.store.segments},
            {"records_read", report.store.records_read},
            {"bytes_read", report.store.bytes_read},
            {"notes", report.notes},
            {"errors", report.errors},
            {"damages", report.damages},
            {"findings", std::move(findings)}};
  }

  Json operator()(const warehouse::AuditReport& report) const { return to_json(report); }

  Json operator()(const warehouse::ReindexReport& report) const { return to_json(report); }

  Json operator()(const warehouse::BenchReport& report) const { return to_json(report); }

  Json operator()(const store::BackupReport& report) const {
    const auto name = [](const std::string& snapshot) {
      return snapshot.empty() ? Json() : Json(snapshot);
    };
    return {{"snapshot", name(report.snapshot)},
            {"parent", name(report.parent)},
            {"log_position", report.position},
            {"commits", report.commits},
            {"segments", report.segments},
            {"bytes", report.bytes},
            {"files_copied", report.files_copied},
            {"bytes_copied", report.bytes_copied},
            {"stopped", report.stopped},
            {"findings", report.findings},
            {"notes", report.notes}};
  }
};

}  // namespace

JobRequest job_request_from(const Json& json) {
  // A hundred years, and more bytes than any disk has.
  constexpr std::uint64_t kDaysMax = 36500;
  constexpr std::uint64_t kBytesMax = 1ULL << 60;
  Fields fields(json, "job", warehouse::Errc::kJobInvalid);
  if (fields.required_text("kind") == "compact") {
    store::CompactionPolicy policy;
    policy.dry_run = fields.flag("dry_run", false);
    policy.ripen = fields.flag("ripen", false);
    policy.deep = fields.flag("deep", false);
    policy.dead_share = static_cast<double>(fields.number("threshold_percent", 20, 100)) / 100;
    policy.ripe_after_seconds =
        static_cast<std::int64_t>(fields.number("older_than_days", 0, kDaysMax) * 86400);
    policy.bytes_per_second = fields.number("bytes_per_second", 0, kBytesMax);
    policy.bytes_max = fields.number("bytes_max", 0, kBytesMax);
    policy.time_max = std::chrono::seconds(fields.number("seconds_max", 0, kDaysMax * 86400));
    fields.finish();
    return policy;
  }
  if (fields.text("kind") == "audit") return audit_order_from(json);
  if (fields.text("kind") == "bench") return bench_order_from(json);
  if (fields.text("kind") == "reindex") {
    const ReindexOrder order{fields.flag("anew", false)};
    fields.finish();
    return order;
  }
  if (fields.text("kind") == "backup") {
    const BackupOrder order{fields.required_text("to")};
    if (!order.to.is_absolute()) fields.refuse("to", "must be an absolute path");
    fields.finish();
    return order;
  }
  if (fields.text("kind") != "check") {
    fields.refuse("kind", "must be compact, check, audit, reindex, backup or bench");
  }
  warehouse::CheckOrder order;
  order.read_data = fields.flag("read_data", false);
  order.parts = static_cast<std::uint32_t>(fields.number("parts", 1, warehouse::kCheckPartsMax));
  if (!fields.member("part").is_null()) {
    order.part = static_cast<std::uint32_t>(fields.number("part", 0, warehouse::kCheckPartsMax));
  }
  fields.finish();
  return order;
}

Json to_json(const warehouse::Status& status) {
  Json checks = Json::object();
  Json failures = Json::array();
  for (const warehouse::Check& check : warehouse::checks_of(status)) {
    Json json = {{"status", name_in(warehouse::kCheckLevelNames, check.level)},
                 {"reasons", check.reasons}};
    for (const auto& [name, number] : check.numbers) json[std::string(name)] = number;
    checks[std::string(name_in(warehouse::kPartNames, check.part))] = std::move(json);
    if (check.level != warehouse::Check::Level::kFail) continue;
    for (const std::string& reason : check.reasons) failures.push_back(reason);
  }
  return {{"status", failures.empty() ? "ready" : "impaired"},
          {"writable", status.writable},
          {"searchable", status.searchable},
          {"log_position", status.log_position},
          {"text_position", status.text_position},
          {"index_position", status.index_position},
          {"audit_position", status.audit_position},
          {"indicator_position", status.indicator_position},
          {"checks", std::move(checks)},
          {"failures", std::move(failures)}};
}

Json to_json(const warehouse::Statistics& statistics) {
  const store::Statistics& store = statistics.store;
  Json types = Json::object();
  for (const auto& [type, totals] : statistics.by_type) {
    types[type] = {{"components", totals.components},
                   {"files", totals.files},
                   {"logical_bytes", totals.logical_bytes}};
  }
  Json media = Json::object();
  for (const auto& [each, totals] : store.by_media) {
    media[name_or_number(warehouse::kMediaNames, each)] = totals_json(totals);
  }
  Json codecs = Json::object();
  for (const auto& [each, totals] : store.by_codec) {
    codecs[name_or_number(warehouse::kCodecNames, each)] = totals_json(totals);
  }
  return {{"components", statistics.components},
          {"owners", statistics.owners},
          {"damaged_records", statistics.damaged_records},
          {"blobs", store.blobs},
          {"holds", store.holds},
          {"logical_bytes", store.logical_bytes},
          {"unique_bytes", store.unique_bytes},
          {"stored_bytes", store.stored_bytes},
          {"ratio", statistics.ratio()},
          {"garbage_bytes", store.dead_bytes()},
          {"unripe_bytes", store.unripe_bytes},
          {"disk",
           {{"segments", statistics.segment_file_bytes},
            {"tables", statistics.table_file_bytes},
            {"index", statistics.index_file_bytes}}},
          {"types", std::move(types)},
          {"media", std::move(media)},
          {"codecs", std::move(codecs)},
          {"segments", store.segments},
          {"free_segments", store.free_segments},
          {"commits", store.commits},
          {"log_position", statistics.log_position}};
}

Json to_json(const warehouse::Job& job) {
  Json json = {{"id", job.id.text()},
               {"kind", name_in(warehouse::kJobKindNames, job.kind)},
               {"state", name_in(warehouse::kJobStateNames, job.state)},
               {"started_at", warehouse::utc_text(job.started_at_ms)},
               {"ended_at", nullptr},
               {"bytes_done", job.bytes_done},
               {"bytes_to_do", job.bytes_to_do},
               {"report", std::visit(ReportJson(), *job.report)}};
  if (job.ended_at_ms != 0) json["ended_at"] = warehouse::utc_text(job.ended_at_ms);
  if (job.failure) {
    const Problem problem = problem_of(job.failure);
    json["error"] = {
        {"code", problem.code()}, {"detail", problem.what()}, {"status", problem.status()}};
  }
  return json;
}

Json to_json(const store::RebuildReport& report) {
  Json findings = Json::array();
  bool damaged = false;
  for (const store::Finding& finding : report.findings) {
    findings.push_back({{"severity", name_in(warehouse::kSeverityNames, finding.severity)},
                        {"text", finding.text}});
    damaged = damaged || finding.severity != store::Finding::Severity::kNote;
  }
  return {{"clean", !damaged},
          {"segments", report.segments},
          {"commits", report.commits},
          {"blobs", report.blobs},
          {"chunks", report.chunks},
          {"findings", std::move(findings)},
          {"old_tables", report.old_tables}};
}

Json to_json(const warehouse::Diagnosis& diagnosis) {
  return {{"code", diagnosis.code},
          {"urgency", name_in(warehouse::kUrgencyNames, diagnosis.urgency)},
          {"subject", diagnosis.subject},
          {"detail", diagnosis.detail}};
}

}  // namespace kho::api

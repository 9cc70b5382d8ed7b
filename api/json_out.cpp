// What goes out: values to JSON.

#include "api/json.h"
#include "api/problem.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

using warehouse::name_in;

Json date_or_null(const std::optional<warehouse::Date>& date) {
  return date ? Json(date->text()) : Json();
}

Json validity_json(const warehouse::Validity& validity) {
  Json json = Json::object();
  if (validity.from) json["from"] = validity.from->text();
  switch (validity.kind) {
    case warehouse::Validity::Kind::kUnknown:
      json["unknown"] = true;
      break;
    case warehouse::Validity::Kind::kIndefinite:
      json["indefinite"] = true;
      break;
    case warehouse::Validity::Kind::kUntil:
      json["to"] = validity.to->text();
      break;
  }
  return json;
}

std::string hex(const std::string& raw_hash) {
  const auto hash = store::Sha256::from_raw(raw_hash);
  return hash ? hash->hex() : std::string();
}

// The facts by which a person recognises a paper.
Json facts_json(const warehouse::Facts& facts) {
  return {{"kind", name_in(warehouse::kKindNames, facts.kind)},
          {"type", facts.type},
          {"number", facts.number},
          {"issue_date", date_or_null(facts.issue_date)},
          {"issuer", facts.issuer},
          {"issuer_name", facts.issuer_name},
          {"signer", facts.signer},
          {"subject", facts.subject},
          {"validity", validity_json(facts.validity)},
          {"location", facts.location},
          {"origin", name_in(warehouse::kOriginNames, facts.origin)},
          {"form", name_in(warehouse::kFormNames, facts.form)},
          {"source_dossier", facts.source_dossier},
          {"source_procedure", facts.source_procedure},
          {"digitised_by", facts.digitised_by},
          {"review_state", name_in(warehouse::kReviewStateNames, facts.review)}};
}

Json version_json(const warehouse::Version& version) {
  return {
      {"number", version.number},       {"sha256", hex(version.sha256)},
      {"size", version.size},           {"media_type", version.media_type},
      {"file_name", version.file_name}, {"stored_at", warehouse::utc_text(version.stored_at_ms)}};
}

std::string content_path(const warehouse::Uuid& id) {
  return "/v1/components/" + id.text() + "/content";
}

Json hold_json(const warehouse::Hold& hold) {
  return {{"name", hold.name},
          {"reason", hold.reason},
          {"since", warehouse::utc_text(hold.since_ms)},
          {"until", date_or_null(hold.until)}};
}

Json holds_json(const std::vector<warehouse::Hold>& holds) {
  Json json = Json::array();
  for (const warehouse::Hold& hold : holds) json.push_back(hold_json(hold));
  return json;
}

Json component_json(const warehouse::Component& component) {
  Json json = facts_json(component.facts);
  json["id"] = component.id.text();
  json["owner_id"] = component.owner.text();
  json["created_at"] = warehouse::utc_text(component.created_at_ms);
  json["versions"] = Json::array();
  for (const warehouse::Version& version : component.versions) {
    json["versions"].push_back(version_json(version));
  }
  json["content"] = content_path(component.id);
  json["keep_until"] = date_or_null(component.keep_until);
  json["holds"] = holds_json(component.holds);
  return json;
}

Json warnings_json(const warehouse::Warnings& warnings) {
  Json json = Json::array();
  for (const warehouse::Warning& warning : warnings) {
    json.push_back({{"code", warning.code}, {"detail", warning.detail}});
  }
  return json;
}

Json outcome_json(warehouse::ReuseOutcome outcome) {
  return name_in(warehouse::kReuseOutcomeNames, outcome);
}

Json reasons_json(const std::vector<warehouse::Reason>& reasons) {
  Json json = Json::array();
  for (const warehouse::Reason reason : reasons) {
    json.push_back(name_in(warehouse::kReasonNames, reason));
  }
  return json;
}

Json type_json(const warehouse::TypeAnswer& type) {
  Json candidates = Json::array();
  for (const warehouse::Candidate& candidate : type.candidates) {
    const warehouse::Holding& holding = candidate.holding;
    Json json = {{"component_id", holding.component.text()},
                 {"type", holding.type},
                 {"kind", name_in(warehouse::kKindNames, holding.kind)},
                 {"number", holding.number},
                 {"issue_date", date_or_null(holding.issue_date)},
                 {"issuer", holding.issuer},
                 {"validity", validity_json(holding.validity)},
                 {"location", holding.location},
                 {"origin", name_in(warehouse::kOriginNames, holding.origin)},
                 {"form", name_in(warehouse::kFormNames, holding.form)},
                 {"review_state", name_in(warehouse::kReviewStateNames, holding.review)},
                 {"version", holding.version},
                 {"sha256", hex(std::string(holding.sha256.data(), holding.sha256.size()))},
                 {"content", content_path(holding.component)},
                 {"from_parent", candidate.from_parent},
                 {"outcome", outcome_json(candidate.outcome)},
                 {"reasons", reasons_json(candidate.reasons)},
                 {"warnings", reasons_json(candidate.warnings)}};
    candidates.push_back(std::move(json));
  }
  return {{"type", type.type},
          {"name", type.name},
          {"outcome", outcome_json(type.outcome)},
          {"reasons", reasons_json(type.reasons)},
          {"warnings", reasons_json(type.warnings)},
          {"candidates", std::move(candidates)},
          {"candidates_held", type.candidates_held}};
}

Json ids_json(const std::vector<warehouse::Uuid>& ids) {
  Json json = Json::array();
  for (const warehouse::Uuid& id : ids) json.push_back(id.text());
  return json;
}

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
};

}  // namespace

Json to_json(const warehouse::ComponentView& view) {
  Json json = component_json(view.component);
  json["type_name"] = view.type_name;
  json["owner"] = view.owner_key_masked;
  json["text"] = {{"state", name_in(warehouse::kTextOutcomeNames, view.text.outcome)},
                  {"pages", view.text.pages}};
  if (!view.text.failure.empty()) json["text"]["failure"] = view.text.failure;
  return json;
}

Json to_json(const warehouse::Deposited& deposited) {
  return {{"component", component_json(deposited.component)},
          {"new_component", deposited.new_component},
          {"new_owner", deposited.new_owner},
          {"new_bytes", deposited.new_bytes},
          {"stored_bytes", deposited.stored_bytes},
          {"warnings", warnings_json(deposited.warnings)},
          {"position", deposited.position}};
}

Json to_json(const warehouse::ReuseAnswer& answer) {
  Json summary = Json::object();
  for (const auto& [outcome, name] : warehouse::kReuseOutcomeNames) summary[name] = 0;
  Json to_scan = Json::array();
  Json requirements = Json::array();
  for (const warehouse::RequirementAnswer& requirement : answer.requirements) {
    Json alternatives = Json::array();
    for (const warehouse::AlternativeAnswer& alternative : requirement.alternatives) {
      Json types = Json::array();
      for (const warehouse::TypeAnswer& type : alternative.types) types.push_back(type_json(type));
      alternatives.push_back(
          {{"outcome", outcome_json(alternative.outcome)}, {"types", std::move(types)}});
    }
    const std::string_view name = name_in(warehouse::kReuseOutcomeNames, requirement.outcome);
    summary[name] = summary[name].get<int>() + 1;
    const bool none = requirement.outcome == warehouse::ReuseOutcome::kMissing ||
                      requirement.outcome == warehouse::ReuseOutcome::kNotReusableType;
    if (requirement.required && none) to_scan.push_back(requirement.code);
    requirements.push_back({{"code", requirement.code},
                            {"name", requirement.name},
                            {"required", requirement.required},
                            {"outcome", outcome_json(requirement.outcome)},
                            {"reasons", reasons_json(requirement.reasons)},
                            {"warnings", reasons_json(requirement.warnings)},
                            {"alternatives", std::move(alternatives)}});
  }
  return {{"id", answer.query.text()},
          {"owner", answer.owner_key_masked},
          {"owner_known", answer.owner_found == warehouse::OwnerFound::kKnown},
          {"owner_ambiguous", answer.owner_found == warehouse::OwnerFound::kAmbiguous},
          {"dossier_id", answer.dossier ? Json(answer.dossier->text()) : Json()},
          {"procedure",
           {{"code", answer.procedure},
            {"name", answer.procedure_name},
            {"valid_from", answer.procedure_valid_from.text()}}},
          {"on", answer.on.text()},
          {"due", date_or_null(answer.due)},
          {"summary", std::move(summary)},
          {"to_scan", std::move(to_scan)},
          {"requirements", std::move(requirements)},
          {"position", answer.position}};
}

Json to_json(const warehouse::SearchAnswer& answer) {
  Json hits = Json::array();
  for (const warehouse::SearchAnswer::Hit& hit : answer.hits) {
    hits.push_back({{"score", hit.score}, {"component", to_json(hit.component)}});
  }
  return {{"hits", std::move(hits)},
          {"total", {{"value", answer.total}, {"exact", answer.total_is_exact}}},
          {"position", answer.position},
          {"log_position", answer.log_position}};
}

Json to_json(const warehouse::ImportCounts& counts) {
  return {{"added", counts.added}, {"changed", counts.changed}, {"unchanged", counts.unchanged}};
}

Json to_json(const warehouse::Status& status) {
  return {{"writable", status.writable},
          {"searchable", status.searchable},
          {"log_position", status.log_position},
          {"text_position", status.text_position},
          {"index_position", status.index_position},
          {"indicator_position", status.indicator_position},
          {"failures", status.failures}};
}

Json to_json(const warehouse::Destruction& destruction) {
  Json files = Json::array();
  for (const warehouse::Destruction::File& file : destruction.files) {
    files.push_back({{"sha256", hex(file.sha256)}, {"size", file.size}, {"shared", file.shared}});
  }
  Json json = {{"component", destruction.component.text()},
               {"type", destruction.component_type},
               {"files", std::move(files)},
               {"bytes", destruction.bytes},
               {"holds", holds_json(destruction.holds)},
               {"keep_until", date_or_null(destruction.keep_until)},
               {"refused", nullptr},
               {"destroyed", destruction.destroyed}};
  if (destruction.refused) json["refused"] = warehouse::code_name(*destruction.refused);
  if (destruction.destroyed) json["position"] = destruction.position;
  return json;
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

}  // namespace kho::api

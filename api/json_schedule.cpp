#include "api/json_schedule.h"

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

// Null for 0.
Json time_json(std::int64_t ms) { return ms == 0 ? Json() : Json(warehouse::utc_text(ms)); }

Json last_run_json(const warehouse::TaskRecord& record) {
  if (record.started_at_ms == 0) return nullptr;
  return {{"started_at", time_json(record.started_at_ms)},
          {"ended_at", time_json(record.ended_at_ms)},
          {"outcome", name_in(warehouse::kRunOutcomeNames, record.outcome)},
          {"job", id_or_null(record.job)}};
}

Json pause_json(const warehouse::TaskRecord& record) {
  const bool is_for_good = record.paused_until_ms == warehouse::kPausedForGood;
  return {{"until", is_for_good ? Json() : time_json(record.paused_until_ms)},
          {"by", record.paused_by}};
}

}  // namespace

Json to_json(const warehouse::TaskView& view) {
  const warehouse::TaskRecord& record = view.record;
  Json json = {{"task", name_in(warehouse::kScheduledTaskNames, view.task)},
               {"enabled", view.enabled},
               {"next_run_at", time_or_null(view.next_run_ms)},
               {"paused", record.paused_until_ms == 0 ? Json() : pause_json(record)},
               {"last_run", last_run_json(record)},
               {"last_success_at", time_json(record.succeeded_at_ms)}};
  if (view.task == warehouse::ScheduledTask::kCheck) {
    json["findings"] = {{"notes", record.findings.notes},
                        {"errors", record.findings.errors},
                        {"damages", record.findings.damages}};
  }
  return json;
}

std::int64_t pause_from(const Json& json) {
  Fields fields(json, "order", warehouse::Errc::kJobInvalid);
  const bool has_flag = fields.has("paused");
  const bool paused = fields.flag("paused", true);
  const auto until = fields.date("paused_until");
  fields.finish();
  if (until && !paused) fields.refuse("paused_until", "goes without paused: false");
  if (until) return until->begin_ms();
  if (!has_flag) fields.refuse("paused", "give it, or paused_until");
  return paused ? warehouse::kPausedForGood : 0;
}

}  // namespace kho::api

#include "warehouse/schedule_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const TaskRecord& record) {
  records::ScheduledTask out;
  out.set_started_at_ms(record.started_at_ms);
  out.set_ended_at_ms(record.ended_at_ms);
  out.set_outcome(static_cast<std::uint32_t>(record.outcome));
  if (record.job) out.set_job(std::string(record.job->raw()));
  out.set_notes(record.findings.notes);
  out.set_errors(record.findings.errors);
  out.set_damages(record.findings.damages);
  out.set_findings_part(record.findings_part);
  out.set_succeeded_at_ms(record.succeeded_at_ms);
  out.set_next_part(record.next_part);
  out.set_paused_until_ms(record.paused_until_ms);
  out.set_paused_by(record.paused_by);
  return out.SerializeAsString();
}

TaskRecord decode_task_record(std::string_view bytes) {
  const auto in = parse<records::ScheduledTask>(bytes, "damaged record of a scheduled task");
  TaskRecord record;
  record.started_at_ms = in.started_at_ms();
  record.ended_at_ms = in.ended_at_ms();
  record.outcome = enumerator(kRunOutcomeNames, in.outcome());
  record.job = optional_uuid(in.job());
  record.findings.notes = in.notes();
  record.findings.errors = in.errors();
  record.findings.damages = in.damages();
  record.findings_part = in.findings_part();
  record.succeeded_at_ms = in.succeeded_at_ms();
  record.next_part = in.next_part();
  record.paused_until_ms = in.paused_until_ms();
  record.paused_by = in.paused_by();
  return record;
}

}  // namespace kho::warehouse

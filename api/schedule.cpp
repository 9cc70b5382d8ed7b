// What the server does by itself, for administrators.

#include "api/handler.h"
#include "api/json_schedule.h"
#include "api/problem.h"

namespace kho::api {

Response get_schedule(const Call& call) {
  const warehouse::Scheduler& scheduler = call.warehouse.scheduler();
  Json tasks = Json::array();
  for (const warehouse::TaskView& view : scheduler.tasks()) tasks.push_back(to_json(view));
  return json_response(
      200, {{"quiet_hours", scheduler.policy().quiet_hours.text()}, {"tasks", std::move(tasks)}});
}

Response post_schedule_task(const Call& call) {
  const auto task = value_in(warehouse::kScheduledTaskNames, call.name);
  if (!task) throw Problem(404, "not_found", "there is no such task");
  const std::int64_t until_ms = pause_from(parse_json(call.request.body));
  return json_response(200,
                       to_json(call.warehouse.scheduler().pause(*task, until_ms, call.by({}))));
}

}  // namespace kho::api

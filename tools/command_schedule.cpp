// kho schedule: what the server does by itself, for administrators.

#include <fmt/format.h>

#include <memory>

#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

struct ScheduleCommand {
  std::string directory, task, until;
};

std::string task_text(const Json& task) {
  std::string next = text_of(task, "next_run_at");
  if (next.empty()) next = tr("not by itself");
  if (!task.at("paused").is_null()) {
    const std::string until = text_of(task.at("paused"), "until");
    next += tr(", paused {} by {}", until.empty() ? tr("for good") : tr("until ") + until,
               text_of(task.at("paused"), "by"));
  }
  std::string last = tr("never");
  if (const Json& run = task.at("last_run"); !run.is_null()) {
    last = fmt::format("{} {} (job {})", text_of(run, "started_at"), text_of(run, "outcome"),
                       text_of(run, "job"));
  }
  return tr("{} next: {}\n{} last: {}\n", column(text_of(task, "task"), 8), next, column("", 8),
            last);
}

std::string schedule_text(const Json& answer) {
  const std::string hours = text_of(answer, "quiet_hours");
  std::string out = hours.empty() ? tr("nothing is done without a server that has quiet hours\n")
                                  : tr("quiet hours in Vietnam: ") + hours + "\n";
  for (const Json& task : answer.at("tasks")) out += task_text(task);
  return out;
}

// Of one task, or of all.
Json ask_to_pause(Session& session, const std::string& task, const Json& order) {
  const auto names = [&] {
    std::vector<std::string> all{task};
    if (!task.empty()) return all;
    all.clear();
    const Json schedule = api::parse_json(session.call(get_request("/v1/admin/schedule")).body);
    for (const Json& each : schedule.at("tasks")) all.push_back(text_of(each, "task"));
    return all;
  };
  Json tasks = Json::array();
  for (const std::string& name : names()) {
    tasks.push_back(
        api::parse_json(session.call(json_request("/v1/admin/schedule/" + name, order)).body));
  }
  return {{"tasks", std::move(tasks)}};
}

std::string tasks_text(const Json& answer) {
  std::string out;
  for (const Json& task : answer.at("tasks")) out += task_text(task);
  return out;
}

void add_task_options(CLI::App& command, ScheduleCommand& options) {
  command.add_option("DIR", options.directory, "The warehouse")->required();
  command.add_option("TASK", options.task, "All, if absent")
      ->check(CLI::IsMember({"check", "compact", "ripen"}));
}

}  // namespace

void add_schedule(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<ScheduleCommand>();
  CLI::App* schedule =
      app.add_subcommand("schedule", "What the server does by itself, when, and what came of it");
  schedule->require_subcommand(0, 1);
  schedule->add_option("DIR", options->directory, "The warehouse");
  schedule->callback([schedule, &global, &chosen, options] {
    if (!schedule->get_subcommands().empty()) return;
    if (options->directory.empty()) throw CLI::RequiredError("DIR");
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      print_answer(global.json,
                   api::parse_json(session.call(get_request("/v1/admin/schedule")).body),
                   schedule_text);
      return kOk;
    };
  });

  CLI::App* pause = schedule->add_subcommand("pause", "Do it not; what runs goes on");
  add_task_options(*pause, *options);
  pause->add_option("--until", options->until, "Until that day begins (YYYY-MM-DD)");
  pause->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const Json order =
          options->until.empty() ? Json{{"paused", true}} : Json{{"paused_until", options->until}};
      print_answer(global.json, ask_to_pause(session, options->task, order), tasks_text);
      session.settle();
      return kOk;
    };
  });

  CLI::App* resume = schedule->add_subcommand("resume", "Do it again");
  add_task_options(*resume, *options);
  resume->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      print_answer(global.json, ask_to_pause(session, options->task, {{"paused", false}}),
                   tasks_text);
      session.settle();
      return kOk;
    };
  });
}

}  // namespace kho::tools

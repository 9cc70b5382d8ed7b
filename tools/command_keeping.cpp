// kho delete, hold, retain: for how long a paper is kept.

#include <fmt/format.h>

#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

using api::Json;

void add_delete(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, reason, approved_by;
    bool apply = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("delete", "Destroy a component; says what would go unless --apply");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("--reason", options->reason, "The legal ground; no personal number")
      ->required();
  command->add_option("--approved-by", options->approved_by, "Who approved it")->required();
  command->add_flag("--apply", options->apply, "Do it");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component);
      Session session(options->directory, global.purpose);
      const Json order = {{"reason", options->reason},
                          {"approved_by", options->approved_by},
                          {"dry_run", !options->apply}};
      const Json answer = api::parse_json(session.call(delete_request(path, order)).body);
      print_answer(global.json, answer, destruction_text);
      if (options->apply) session.settle();
      return answer.at("refused").is_null() ? kOk : kRefused;
    };
  });
}

void add_hold(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, name, reason, until;
    bool lift = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("hold", "Forbid to destroy a component, or lift that again");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("NAME", options->name, "Of the hold: letters, digits, - and _")->required();
  auto* reason = command->add_option("--reason", options->reason, "Why; no personal number");
  auto* until = command->add_option("--until", options->until, "Last day, YYYY-MM-DD");
  command->add_flag("--lift", options->lift, "Lift it")->excludes(reason)->excludes(until);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component) + "/holds";
      if (!warehouse::is_hold_name(options->name)) {
        throw CommandError(kUsage, "usage",
                           tr("the name of a hold has 1 to 200 letters, digits, - and _"));
      }
      if (!options->lift && options->reason.empty()) {
        throw CommandError(kUsage, "usage", tr("give --reason, or --lift"));
      }
      Session session(options->directory, global.purpose);
      Json order = {{"name", options->name}, {"reason", options->reason}};
      if (!options->until.empty()) order["until"] = options->until;
      const api::Response response = session.call(
          options->lift ? delete_request(path + "/" + options->name) : json_request(path, order));
      print_answer(global.json, api::parse_json(response.body), component_text);
      return kOk;
    };
  });
}

void add_retain(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, day;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("retain", "Prolong how long a component must be kept; never shortens");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("DATE", options->day, "Last day, YYYY-MM-DD")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component) + "/retention";
      Session session(options->directory, global.purpose);
      const api::Response response =
          session.call(json_request(path, {{"keep_until", options->day}}));
      print_answer(global.json, api::parse_json(response.body), component_text);
      return kOk;
    };
  });
}

}  // namespace kho::tools

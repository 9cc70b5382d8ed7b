// kho under-review, approve, reject, revoke, supersede, correct: what is decided on a component.

#include <filesystem>
#include <memory>

#include "tools/commands.h"
#include "tools/facts_options.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

// A decision on one component: a route under its path, called by the same name.
void add_decision(CLI::App& app, const Global& global, Action& chosen, const std::string& name,
                  const std::string& does) {
  struct Options {
    std::string directory, component, reason, on;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, does);
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  auto* reason = command->add_option("--reason", options->reason, "Why; no personal number");
  if (name == "reject" || name == "revoke") reason->required();
  if (name == "revoke") {
    command->add_option("--on", options->on, "From this day, YYYY-MM-DD; today if absent");
  }
  command->callback([&global, &chosen, options, name] {
    chosen = [&global, options, name] {
      const std::string path = component_path(options->component) + "/" + name;
      Json order = {{"reason", options->reason}};
      if (!options->on.empty()) order["on"] = options->on;
      Session session(options->directory, global.purpose);
      const api::Response response = session.call(json_request(path, order));
      print_answer(global.json, api::parse_json(response.body), component_text);
      session.settle();
      return 0;
    };
  });
}

void add_supersede(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, earlier, later;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("supersede", "A later component takes the place of an earlier one");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("EARLIER", options->earlier, "Id of the component whose time is over")
      ->required();
  command->add_option("LATER", options->later, "Id of the component that follows it")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->earlier) + "/supersede";
      Session session(options->directory, global.purpose);
      const api::Response response = session.call(json_request(path, {{"later", options->later}}));
      print_answer(global.json, api::parse_json(response.body), component_text);
      session.settle();
      return 0;
    };
  });
}

}  // namespace

void add_review(CLI::App& app, const Global& global, Action& chosen) {
  add_decision(app, global, chosen, "under-review", tr("A captured component is being reviewed"));
  add_decision(app, global, chosen, "approve", tr("A captured component is good for reuse"));
  add_decision(app, global, chosen, "reject", tr("A component was never evidence"));
  add_decision(app, global, chosen, "revoke", tr("The authority took a paper back"));
  add_supersede(app, global, chosen);
}

void add_correct(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, file, reason;
    FactsOptions facts;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "correct", "A new version: other facts, another file or both; the one before stays");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("FILE", options->file, "The paper scanned again; the same file if absent");
  command->add_option("--reason", options->reason, "Why; no personal number")->required();
  options->facts.add_to(*command);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component) + "/versions";
      Json metadata = options->facts.metadata();
      metadata["reason"] = options->reason;
      std::optional<std::string> content;
      if (!options->file.empty()) {
        content = read_file(options->file, warehouse::Settings{}.file_bytes_max);
      }
      Session session(options->directory, global.purpose);
      const api::Response response = session.call(multipart_request(
          path, metadata, std::filesystem::path(options->file).filename().string(), content));
      print_answer(global.json, api::parse_json(response.body), deposit_text);
      session.settle();
      return 0;
    };
  });
}

}  // namespace kho::tools

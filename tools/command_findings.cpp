// kho findings: what was found in the file of a component.

#include <memory>

#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/print.h"
#include "tools/print_findings.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

void add_findings(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "findings", "What was found in a paper's file: facts, warnings, signatures");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Its id")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      session.settle();
      const api::Response response =
          session.call(get_request("/v1/components/" + options->component + "/findings"));
      print_answer(global.json, api::parse_json(response.body), findings_text);
      return kOk;
    };
  });
}

}  // namespace kho::tools

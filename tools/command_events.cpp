// kho events: the change log as JSON lines.

#include <fmt/format.h>

#include <memory>

#include "tools/commands.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

void add_events(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::uint64_t after = 0;
    bool accesses = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("events", "What happened, as CloudEvents, one JSON object a line");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--after", options->after, "Position: only what came after it");
  command->add_flag("--accesses", options->accesses, "Views of papers, too");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      std::uint64_t next = options->after;
      while (true) {
        api::Request request = get_request("/v1/events");
        request.query = {{"after", std::to_string(next)}, {"limit", "1000"}};
        if (options->accesses) request.query.emplace_back("include", "accesses");
        const api::Json page = api::parse_json(session.call(std::move(request)).body);
        for (const api::Json& event : page.at("events")) fmt::print("{}\n", api::dump(event));
        next = page.at("next").get<std::uint64_t>();
        if (next >= page.at("log_position").get<std::uint64_t>()) return 0;
      }
    };
  });
}

}  // namespace kho::tools

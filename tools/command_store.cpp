// kho init, kho catalog import: what sets a warehouse up.

#include <fmt/format.h>

#include <memory>

#include "tools/commands.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

void add_init(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("init", "Make an empty warehouse");
  command->add_option("DIR", options->directory, "An absent or empty directory")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      warehouse::Warehouse::create(options->directory);
      if (global.json) {
        fmt::print("{}\n", api::dump({{"warehouse", options->directory}}));
      } else {
        fmt::print("{} is a warehouse now. Next: kho catalog import {} FILE\n", options->directory,
                   options->directory);
      }
      return 0;
    };
  });
}

void add_catalog(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::vector<std::string> files;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* catalog = app.add_subcommand("catalog", "Agencies, component types and procedures");
  catalog->require_subcommand(1);
  CLI::App* command =
      catalog->add_subcommand("import", "Import catalogue files (see docs/catalogue.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("FILE", options->files, "JSON Lines or a JSON array")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      for (const std::string& file : options->files) {
        const api::Json counts = api::parse_json(session.call(catalogue_request(file)).body);
        if (global.json) {
          fmt::print("{}\n", api::dump(counts));
        } else {
          fmt::print("{}: {} added, {} changed, {} unchanged\n", file,
                     counts.at("added").get<std::uint64_t>(),
                     counts.at("changed").get<std::uint64_t>(),
                     counts.at("unchanged").get<std::uint64_t>());
        }
      }
      return 0;
    };
  });
}

}  // namespace kho::tools

// kho init: what makes a warehouse.

#include <fmt/format.h>

#include <memory>

#include "api/json.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "warehouse/warehouse.h"

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
        fmt::print("{}", tr("{} is a warehouse now. Next: kho catalog import {} FILE\n",
                            options->directory, options->directory));
      }
      return 0;
    };
  });
}

}  // namespace kho::tools

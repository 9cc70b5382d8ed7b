// kho serve: the HTTP server, until it is told to stop.

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <memory>

#include "tools/commands.h"
#include "tools/running_server.h"

namespace kho::tools {

void add_serve(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::string listen = "127.0.0.1:8420";
    std::string ocr = "auto";
    bool quiet = false;
    DoorOptions doors;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("serve", "Answer HTTP requests until SIGTERM or Ctrl-C");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
      ->capture_default_str();
  command->add_option("--ocr", options->ocr, kOcrHelp)
      ->check(CLI::IsMember({"auto", "off", "always"}))
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "Log no requests, only what goes wrong");
  add_door_options(*command, options->doors);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      api::ServerOptions server_options;
      server_options.listen = listen_address(options->listen);
      const StopSignals signals;
      warehouse::Settings settings;
      settings.reading = *warehouse::value_in(warehouse::kOcrNames, options->ocr);
      RunningServer server(options->directory, server_options, !options->quiet, settings,
                           options->doors);
      if (global.json) {
        fmt::print("{}\n", api::dump({{"url", server.url()}, {"warehouse", options->directory}}));
      } else {
        fmt::print("kho {} serves {} on {}\n", KHO_VERSION, options->directory, server.url());
      }
      std::fflush(stdout);
      while (signals.wait() == SIGHUP && server.reload()) {
      }
      return 0;
    };
  });
}

}  // namespace kho::tools

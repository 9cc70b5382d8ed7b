// kho serve: the HTTP server, until it is told to stop.

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/running_server.h"

namespace kho::tools {
namespace {

AddressGuard guard_of(const std::vector<std::string>& networks) {
  try {
    return AddressGuard(networks);
  } catch (const std::invalid_argument& error) {
    throw CommandError(kUsage, "network_invalid", error.what());
  }
}

}  // namespace

void add_serve(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::string listen = "127.0.0.1:8420";
    std::string ocr = "auto";
    std::string admin_listen;
    std::size_t connections_per_address = api::ConnectionLimits{}.per_address;
    std::vector<std::string> webhook_allow;
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
  command
      ->add_option("--webhook-allow", options->webhook_allow,
                   "A network that webhooks may lie in although it is not public: 10.1.0.0/16")
      ->allow_extra_args(false);
  command->add_flag("--quiet", options->quiet, "Log no requests, only what goes wrong");
  command->add_option(
      "--admin-listen", options->admin_listen,
      "Address and port where alone maintenance, catalogue, log and metrics are asked");
  command
      ->add_option("--connections-per-address", options->connections_per_address,
                   "At a time; 0: no limit")
      ->capture_default_str();
  add_door_options(*command, options->doors);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      api::ServerOptions server_options;
      server_options.listen = listen_address(options->listen);
      server_options.limits.per_address = options->connections_per_address;
      if (!options->admin_listen.empty()) {
        server_options.admin = listen_address(options->admin_listen);
        options->doors.admin_apart = true;
      }
      const StopSignals signals;
      warehouse::Settings settings;
      settings.reading = *warehouse::value_in(warehouse::kOcrNames, options->ocr);
      RunningServer server(options->directory, server_options, !options->quiet, settings,
                           options->doors, guard_of(options->webhook_allow));
      if (global.json) {
        api::Json line = {{"url", server.url()}, {"warehouse", options->directory}};
        if (!server.admin_url().empty()) line["admin_url"] = server.admin_url();
        fmt::print("{}\n", api::dump(line));
      } else {
        fmt::print("{}",
                   tr("kho {} serves {} on {}\n", KHO_VERSION, options->directory, server.url()));
        if (!server.admin_url().empty())
          fmt::print("{}", tr("administrators: {}\n", server.admin_url()));
      }
      std::fflush(stdout);
      while (signals.wait() == SIGHUP && server.reload()) {
      }
      return 0;
    };
  });
}

}  // namespace kho::tools

// kho serve: the HTTP server, until it is told to stop.

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/configuration.h"
#include "tools/language.h"
#include "tools/running_server.h"
#include "tools/service_manager.h"

namespace kho::tools {
namespace {

// A flag for each setting that has one. What they say is checked with the rest.
void add_flags(CLI::App& command, Sources& sources) {
  Configuration defaults;
  for (const Setting& setting : settings()) {
    if (setting.flag.empty()) continue;
    const std::string flag(setting.flag), help(setting.help);
    auto& texts = sources.flags;
    const std::string_view key = setting.key;
    const auto take = [&texts, key](const std::string& text) { texts[key].push_back(text); };
    const Place place = setting.place(defaults);
    if (std::holds_alternative<bool*>(place)) {
      command.add_flag_callback(
          flag, [take] { take("true"); }, help);
      continue;
    }
    CLI::Option* option = command.add_option_function<std::vector<std::string>>(
        flag,
        [take](const std::vector<std::string>& given) {
          for (const std::string& each : given) take(each);
        },
        help);
    if (std::holds_alternative<std::vector<std::string>*>(place)) {
      option->allow_extra_args(false);  // DIR may stand behind it.
      continue;
    }
    option->expected(1);
    if (is_set(place)) option->default_str(toml_text(place));
    // "100/s" is how people say it.
    if (key == "rate.requests_per_second") {
      option->transform([](std::string text) {
        return text.ends_with("/s") ? text.substr(0, text.size() - 2) : text;
      });
    }
  }
}

warehouse::Settings settings_of(const Configuration& configuration) {
  warehouse::Settings settings;
  settings.reading = *warehouse::value_in(warehouse::kOcrNames, configuration.ocr);
  settings.reading_threads = static_cast<unsigned>(configuration.reading_threads);
  settings.schedule = policy_of(configuration.schedule);
  return settings;
}

void tell_addresses(const RunningServer& server, const std::string& directory, bool as_json) {
  if (as_json) {
    api::Json line = {{"url", server.url()}, {"warehouse", directory}};
    if (!server.admin_url().empty()) line["admin_url"] = server.admin_url();
    fmt::print("{}\n", api::dump(line));
  } else {
    fmt::print("{}", tr("kho {} serves {} on {}\n", KHO_VERSION, directory, server.url()));
    if (!server.admin_url().empty())
      fmt::print("{}", tr("administrators: {}\n", server.admin_url()));
  }
  std::fflush(stdout);
}

int serve(const Sources& sources, bool as_json) {
  Configuration told = configure(sources).values;
  if (told.directory.empty()) {
    throw CommandError(
        kUsage, "usage",
        tr("which warehouse? kho serve DIR, or server.directory in the configuration"));
  }
  api::ServerOptions options;
  options.listen = listen_address(told.listen);
  options.limits.per_address = told.connections_per_address;
  if (!told.admin_listen.empty()) {
    options.admin = listen_address(told.admin_listen);
    told.doors.admin_apart = true;
  }
  const StopSignals signals;
  RunningServer server(told.directory, options, !told.quiet, settings_of(told), told.doors,
                       AddressGuard(told.webhook_allow));
  tell_addresses(server, told.directory, as_json);
  ServiceManager manager;
  manager.ready();
  while (signals.wait() == SIGHUP) {
    manager.reloading();
    // Without anything to read again it is a terminal that hangs up, unless systemd asks.
    if (!server.reload() && !manager.is_there()) break;
    manager.ready();
  }
  manager.stopping();
  return kOk;
}

}  // namespace

void add_serve(CLI::App& app, const Global& global, Action& chosen) {
  const auto sources = std::make_shared<Sources>();
  sources->environment = [](const char* name) { return std::getenv(name); };
  CLI::App* command = app.add_subcommand("serve", "Answer HTTP requests until SIGTERM or Ctrl-C");
  command->add_option_function<std::string>(
      "DIR", [sources](const std::string& text) { sources->flags["server.directory"] = {text}; },
      "The warehouse; as configured if absent");
  command->add_option_function<std::string>(
      "--config", [sources](const std::string& text) { sources->file = text; },
      "The configuration; KHO_CONFIG, or " + sources->usual_file.string() + " if absent");
  add_flags(*command, *sources);
  command->callback([&global, &chosen, sources] {
    chosen = [&global, sources] { return serve(*sources, global.json); };
  });
}

}  // namespace kho::tools

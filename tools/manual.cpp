#include "tools/manual.h"

#include <Poco/String.h>
#include <fmt/format.h>

#include <algorithm>

#include "tools/command_line.h"
#include "tools/exit_status.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

// As roff shows it: no escapes, no requests, no hyphens where a dash was typed.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string section(std::string_view english) {
  return fmt::format(".SH \"{}\"\n", plain(translated(english)));
}

std::string item(const std::string& name, const std::string& says) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", plain(name), plain(says));
}

std::string page_name(const std::string& command) {
  std::string name = "kho-" + command;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string head(const std::string& name, const std::string& says) {
  return fmt::format(".TH {} 1 \"\" \"Kho {}\" \"Kho\"\n", plain(Poco::toUpper(name)),
                     KHO_VERSION) +
         section("NAME") + fmt::format("{} \\- {}\n", plain(name), plain(says));
}

std::string options_text(const CLI::App& app, bool positional) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() != positional) continue;
    std::string says = option->get_description();
    if (!option->get_default_str().empty()) {
      says += " (" + tr("unless given: {}", option->get_default_str()) + ")";
    }
    if (!option->get_envname().empty()) {
      says += " (" + tr("environment: {}", option->get_envname()) + ")";
    }
    out += item(spelling(*option), says);
  }
  return out;
}

std::string statuses_text() {
  std::string out = section("EXIT STATUS");
  for (const auto& [status, says] : kExitStatusTexts) {
    out += item(std::to_string(status), std::string(translated(says)));
  }
  return out;
}

std::string overview(const CLI::App& app, const std::vector<Command>& commands) {
  std::string out = head("kho", app.get_description()) + section("SYNOPSIS") +
                    fmt::format("\\fBkho\\fR {}\n", plain(tr("COMMAND DIR ... [OPTIONS]"))) +
                    section("COMMANDS");
  std::string pages;
  for (const Command& each : commands) {
    out += item("kho " + each.name, each.app->get_description());
    pages += (pages.empty() ? "" : ",\n") + fmt::format(".BR {} (1)", plain(page_name(each.name)));
  }
  return out + section("OPTIONS") + options_text(app, false) + statuses_text() +
         section("SEE ALSO") + pages + "\n";
}

std::string page_of(const Command& command) {
  std::string out = head(page_name(command.name), command.app->get_description()) +
                    section("SYNOPSIS") + plain(synopsis(command)) + "\n";
  if (const std::string arguments = options_text(*command.app, true); !arguments.empty()) {
    out += section("ARGUMENTS") + arguments;
  }
  out += section("OPTIONS") + options_text(*command.app, false);
  out += ".P\n" + plain(translated("Those of kho(1) besides.")) + "\n";
  return out + statuses_text() + section("SEE ALSO") + ".BR kho (1)\n";
}

}  // namespace

std::vector<ManualPage> manual_pages(const CLI::App& app) {
  const std::vector<Command> commands = commands_of(app);
  std::vector<ManualPage> pages{{"kho.1", overview(app, commands)}};
  for (const Command& each : commands) {
    pages.push_back({page_name(each.name) + ".1", page_of(each)});
  }
  return pages;
}

}  // namespace kho::tools

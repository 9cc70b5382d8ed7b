// tools/command_line.h - The whole command line of kho, as a tree: what is parsed, completed,
// and described by manual pages.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tools/commands.h"

namespace kho::tools {

// With all subcommands, in the language that was set. `global` and `chosen` are what parsing
// fills, and outlive it.
[[nodiscard]] std::unique_ptr<CLI::App> command_line(Global& global, Action& chosen);

// The subcommands that do something themselves, depth first: "init", "webhook add". Of one, what
// is typed behind kho.
struct Command {
  std::string name;
  const CLI::App* app = nullptr;
};
[[nodiscard]] std::vector<Command> commands_of(const CLI::App& app);

// An option as it is typed: "-o,--output FILE".
[[nodiscard]] std::string spelling(const CLI::Option& option);
// "kho deposit DIR FILE [OPTIONS]"
[[nodiscard]] std::string synopsis(const Command& command);

// What is wrong with a command line (without the program's name), for people; may have two lines.
[[nodiscard]] std::string usage_text(const CLI::App& app, const CLI::ParseError& error,
                                     const std::vector<std::string>& arguments);

}  // namespace kho::tools

// tools/command_tree.h - What a command of the tree takes, for whoever describes, completes or
// corrects a command line.
//
// Pure functions.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace kho::tools {

// Of `app` and of those that it is in, for options fall through; without positionals.
[[nodiscard]] std::vector<const CLI::Option*> options_of(const CLI::App& app);
// As it is typed: "--output", "-o".
[[nodiscard]] std::vector<std::string> spellings_of(const CLI::Option& option);
// Whether the next word is its value.
[[nodiscard]] bool takes_value(const CLI::Option& option);

}  // namespace kho::tools

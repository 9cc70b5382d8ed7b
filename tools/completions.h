// tools/completions.h - What shells need to complete the words of a kho command line.
//
// Pure functions of the command tree.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace kho::tools {

// A script to be read by that shell. Files and folders are completed where a value may be one.
[[nodiscard]] std::string bash_completions(const CLI::App& app);
[[nodiscard]] std::string zsh_completions(const CLI::App& app);
[[nodiscard]] std::string fish_completions(const CLI::App& app);

}  // namespace kho::tools

// tools/manual.h - Manual pages (man(7)) of the command tree.
//
// Pure functions; in the language that was set.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace kho::tools {

struct ManualPage {
  std::string name;    // "kho-webhook-add.1"
  std::string source;  // In roff.
};
// kho(1), then one for each command.
[[nodiscard]] std::vector<ManualPage> manual_pages(const CLI::App& app);

}  // namespace kho::tools

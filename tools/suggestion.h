// tools/suggestion.h - "Did you mean": the name that was probably meant by one that is none.
//
// Pure functions.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kho::tools {

// The name that is nearest to `word`, by letters left out, added, changed or swapped (optimal
// string alignment); nullopt where none is near: at most a third of the letters, two at least.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& names);

// The first word of a command line (without the program's name) that is no subcommand or option of
// `app` where one must stand.
struct UnknownWord {
  std::string word;
  std::string command;               // Where it stands: "kho", "kho webhook".
  std::optional<std::string> meant;  // As it is typed: "deposit", "--owner".
};
[[nodiscard]] std::optional<UnknownWord> unknown_word(const CLI::App& app,
                                                      const std::vector<std::string>& arguments);

}  // namespace kho::tools

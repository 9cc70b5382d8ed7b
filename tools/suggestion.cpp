#include "tools/suggestion.h"

#include <algorithm>
#include <numeric>

#include "tools/command_tree.h"

namespace kho::tools {
namespace {

std::size_t distance(std::string_view left, std::string_view right) {
  // Row by row; the two rows before are kept.
  std::vector<std::size_t> before, last(right.size() + 1), now(right.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t changed = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, changed});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    std::swap(last, now);
  }
  return last[right.size()];
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands({})) names.push_back(each->get_name());
  return names;
}

const CLI::Option* option_of(const CLI::App& app, const std::string& name) {
  for (const CLI::Option* option : options_of(app)) {
    if (option->check_name(name)) return option;
  }
  return nullptr;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options_of(app)) {
    for (std::string& each : spellings_of(*option)) {
      if (each.starts_with("--")) names.push_back(std::move(each));
    }
  }
  return names;
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t found = distance(word, name);
    // A short word shares two letters with everything.
    if (found >= best_distance || found >= word.size()) continue;
    best = name;
    best_distance = found;
  }
  return best;
}

std::optional<UnknownWord> unknown_word(const CLI::App& app,
                                        const std::vector<std::string>& arguments) {
  const CLI::App* at = &app;
  std::string command = app.get_name();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") return std::nullopt;
    if (word.size() > 1 && word.front() == '-') {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const CLI::Option* option = option_of(*at, name);
      if (option == nullptr) {
        if (!word.starts_with("--")) return std::nullopt;
        return UnknownWord{name, command, nearest(name, option_names(*at))};
      }
      if (equals == std::string::npos && takes_value(*option)) ++i;
      continue;
    }
    const std::vector<std::string> names = subcommand_names(*at);
    if (std::ranges::find(names, word) == names.end()) {
      if (at->get_require_subcommand_min() == 0) continue;  // A positional.
      return UnknownWord{word, command, nearest(word, names)};
    }
    at = at->get_subcommand(word);
    command += " " + word;
  }
  return std::nullopt;
}

}  // namespace kho::tools

#include "tools/completions.h"

#include <fmt/format.h>

#include <functional>

#include "tools/command_tree.h"

namespace kho::tools {
namespace {

// Hears of `app` and all below it, with the words that lead there: "kho", "kho webhook".
void walk(const CLI::App& app, const std::string& words,
          const std::function<void(const CLI::App&, const std::string&)>& hear) {
  hear(app, words);
  for (const CLI::App* each : app.get_subcommands({})) {
    walk(*each, words + " " + each->get_name(), hear);
  }
}

// Single-quoted, for bash, zsh and fish alike: no text of ours has a backslash.
std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("’") : std::string(1, c);
  return out + "'";
}

// For zsh's _describe: "word:what it does".
std::string described(const std::string& word, const std::string& text) {
  std::string out;
  for (const char c : text) out += c == ':' ? std::string("\\:") : std::string(1, c);
  return in_quotes(word + ":" + out);
}

}  // namespace

std::string bash_completions(const CLI::App& app) {
  std::string words;   // Case by case: what may stand behind these words.
  std::string values;  // Options whose value comes next.
  walk(app, app.get_name(), [&](const CLI::App& at, const std::string& path) {
    std::string choice;
    for (const CLI::App* each : at.get_subcommands({})) choice += each->get_name() + " ";
    for (const CLI::Option* option : options_of(at)) {
      for (const std::string& each : spellings_of(*option)) choice += each + " ";
    }
    words += fmt::format("    {}) words={} ;;\n", in_quotes(path), in_quotes(choice));
    for (const CLI::Option* option : options_of(at)) {
      if (!takes_value(*option)) continue;
      for (const std::string& each : spellings_of(*option)) values += path + " " + each + "\n";
    }
  });
  std::string valued;
  for (std::size_t begin = 0; begin < values.size();) {
    const std::size_t end = values.find('\n', begin);
    valued += (valued.empty() ? "" : "|") + in_quotes(values.substr(begin, end - begin));
    begin = end + 1;
  }
  return fmt::format(R"sh(# bash completion of kho
_kho_words() {{  # What may stand behind "$1"; empty: no such command.
  local words=
  case "$1" in
{}  esac
  printf '%s' "$words"
}}
_kho_takes_value() {{
  case "$1" in
    {}) return 0 ;;
  esac
  return 1
}}
_kho() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" path=kho i word before=
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${{COMP_WORDS[i]}}"
    before="$word"
    if _kho_takes_value "$path $word"; then
      ((i++))
    elif [[ -n $(_kho_words "$path $word") ]]; then
      path="$path $word"
    fi
  done
  if ((COMP_CWORD > 1)) && _kho_takes_value "$path $before" && ((i > COMP_CWORD)); then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$(_kho_words "$path")" -- "$current")
  if ((${{#COMPREPLY[@]}} == 0)); then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}}
complete -o filenames -F _kho kho
)sh",
                     words, valued);
}

std::string zsh_completions(const CLI::App& app) {
  std::string cases;
  walk(app, app.get_name(), [&](const CLI::App& at, const std::string& path) {
    std::string subcommands;
    std::string options;
    for (const CLI::App* each : at.get_subcommands({})) {
      subcommands += " " + described(each->get_name(), each->get_description());
    }
    for (const CLI::Option* option : options_of(at)) {
      for (const std::string& each : spellings_of(*option)) {
        options += " " + described(each, option->get_description());
      }
    }
    cases += fmt::format("    {}) known=1; commands=({}); options=({}) ;;\n", in_quotes(path),
                         subcommands, options);
  });
  return fmt::format(R"sh(#compdef kho
_kho_at() {{
  known=0 commands=() options=()
  case "$1" in
{}  esac
}}
_kho() {{
  local known place=kho word
  local -a commands options
  for word in ${{words[2,CURRENT-1]}}; do
    _kho_at "$place $word"
    ((known)) && place="$place $word"
  done
  _kho_at "$place"
  if ((${{#commands}})); then
    _describe -t commands command commands
  fi
  if [[ $PREFIX == -* ]]; then
    _describe -t options option options
  elif ((! ${{#commands}})); then
    _files
  fi
}}
if [[ $funcstack[1] == _kho ]]; then
  _kho "$@"
else
  compdef _kho kho
fi
)sh",
                     cases);
}

std::string fish_completions(const CLI::App& app) {
  std::string out = R"sh(# fish completion of kho
function __kho_words --description 'The words typed so far behind kho that are no options'
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        string match -q -- '-*' $word; or echo $word
    end
end
function __kho_at --description 'Whether the words typed so far lead to this command'
    set -l names (__kho_words)
    test (count $names) -ge (count $argv); or return 1
    for i in (seq (count $argv))
        test $names[$i] = $argv[$i]; or return 1
    end
end
function __kho_under --description 'Whether a subcommand of this command comes next'
    set -l names (__kho_words)
    test (count $names) -eq (count $argv); and __kho_at $argv
end
)sh";
  walk(app, "", [&](const CLI::App& at, const std::string& path) {
    for (const CLI::App* each : at.get_subcommands({})) {
      out += fmt::format("complete -c kho -f -n {} -a {} -d {}\n", in_quotes("__kho_under" + path),
                         each->get_name(), in_quotes(each->get_description()));
    }
    for (const CLI::Option* option : at.get_options()) {
      if (option->get_positional()) continue;
      out += fmt::format("complete -c kho -n {}", in_quotes("__kho_at" + path));
      for (const std::string& name : option->get_snames()) out += " -s " + name;
      for (const std::string& name : option->get_lnames()) out += " -l " + name;
      out += fmt::format("{} -d {}\n", takes_value(*option) ? " -r" : "",
                         in_quotes(option->get_description()));
    }
  });
  return out;
}

}  // namespace kho::tools

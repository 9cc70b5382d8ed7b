// kho explain, completions, man: what the command says of itself.

#include <fmt/format.h>

#include <memory>

#include "tools/code_texts.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/completions.h"
#include "tools/language.h"
#include "tools/manual.h"
#include "tools/output_file.h"
#include "tools/print.h"
#include "tools/suggestion.h"

namespace kho::tools {
namespace {

using api::Json;

Json to_json(const std::vector<CodeText>& texts) {
  Json codes = Json::array();
  for (const CodeText& each : texts) {
    Json columns = Json::array();
    for (const auto& [title, says] : each.columns) {
      columns.push_back({{"column", title}, {"text", says}});
    }
    codes.push_back({{"code", each.code}, {"section", each.section}, {"says", columns}});
  }
  return {{"codes", codes}};
}

std::string explained(const Json& answer) {
  std::string out;
  for (const Json& each : answer.at("codes")) {
    out += fmt::format("{}  ({})\n", text_of(each, "code"), text_of(each, "section"));
    for (const Json& says : each.at("says")) {
      out += fmt::format("  {}: {}\n", text_of(says, "column"), text_of(says, "text"));
    }
  }
  return out;
}

std::string listed(const Json& answer) {
  std::string out;
  for (const Json& each : answer.at("codes")) out += text_of(each, "code") + "\n";
  return out;
}

// What a shell or man reads: printed as it is, or as the one member of a document.
int print_source(const Global& global, const char* member, const std::string& source) {
  if (global.json) {
    fmt::print("{}\n", api::dump({{member, source}}));
  } else {
    std::fwrite(source.data(), 1, source.size(), stdout);
  }
  return kOk;
}

void write_pages(const std::vector<ManualPage>& pages, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const ManualPage& page : pages) write_file(folder / page.name, page.source);
}

}  // namespace

void add_explain(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string code;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", "What a code means, and what to do");
  command->add_option("CODE", options->code, "As it stands in brackets; all codes if absent");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options]() -> int {
      if (options->code.empty()) {
        print_answer(global.json, to_json(code_texts()), listed);
        return kOk;
      }
      const std::vector<CodeText> found = texts_of(options->code);
      if (found.empty()) {
        std::vector<std::string> codes;
        for (const CodeText& each : code_texts()) codes.push_back(each.code);
        const auto meant = nearest(options->code, codes);
        throw CommandError(
            kNotFound, "code_unknown",
            tr("there is no code {}", options->code) + "\n" +
                (meant ? tr("Did you mean {}?", *meant) : tr("All codes: {}", "kho explain")));
      }
      print_answer(global.json, to_json(found), explained);
      return kOk;
    };
  });
}

void add_completions(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string shell;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("completions", "A script that completes what is typed behind kho");
  command->add_option("SHELL", options->shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &global, &chosen, options] {
    chosen = [&app, &global, options] {
      const std::string script = options->shell == "bash"  ? bash_completions(app)
                                 : options->shell == "zsh" ? zsh_completions(app)
                                                           : fish_completions(app);
      return print_source(global, "script", script);
    };
  });
}

void add_man(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::vector<std::string> command;
    std::string folder;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("man", "The manual page of a command: kho man X | man -l -");
  command->add_option("COMMAND", options->command, "Such as webhook add; kho itself if absent");
  command->add_option("--to", options->folder, "Write all pages into this folder instead");
  command->callback([&app, &global, &chosen, options] {
    chosen = [&app, &global, options]() -> int {
      const std::vector<ManualPage> pages = manual_pages(app);
      if (!options->folder.empty()) {
        write_pages(pages, options->folder);
        if (global.json) {
          fmt::print("{}\n", api::dump({{"folder", options->folder}, {"pages", pages.size()}}));
        } else {
          fmt::print("{}\n", tr("{} pages are in {}", pages.size(), options->folder));
        }
        return kOk;
      }
      std::string name = "kho";
      for (const std::string& word : options->command) name += "-" + word;
      for (const ManualPage& page : pages) {
        if (page.name == name + ".1") return print_source(global, "page", page.source);
      }
      throw CommandError(
          kNotFound, "page_unknown",
          tr("there is no page {}", name) + "\n" + tr("All commands: {}", "kho --help"));
    };
  });
}

}  // namespace kho::tools

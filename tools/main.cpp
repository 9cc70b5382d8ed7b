// The kho command: reads the command line, runs one subcommand, says what went wrong.

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "api/json.h"
#include "ingest/extractor.h"
#include "tools/code_texts.h"
#include "tools/command_error.h"
#include "tools/command_line.h"
#include "tools/language.h"
#include "tools/terminal.h"

namespace kho::tools {
namespace {

// What comes from below the commands is in English: whoever reads Vietnamese is told in it what the
// code means and what to do.
void print_meaning(const std::string& said, const std::string& code) {
  const bool is_ascii = std::ranges::all_of(said, [](char c) { return c >= 0; });
  if (language() == Language::kEnglish || code == "usage" || !is_ascii) return;
  const std::vector<CodeText> meanings = texts_of(code);
  if (!meanings.empty()) fmt::print(stderr, "  {}\n", meanings.front().columns.back().second);
}

int report(const CommandError& error, bool json) {
  if (json) {
    const api::Json document = {{"error", {{"code", error.code()}, {"detail", error.what()}}}};
    fmt::print(stderr, "{}\n", api::dump(document));
  } else {
    const std::string said(translated(error.what()));
    fmt::print(stderr, "{} {} [{}]\n", coloured(stderr, Colour::kRed, "kho:"), said, error.code());
    print_meaning(said, error.code());
  }
  return error.status();
}

// A closed standard stream would give its number to the next file opened, and what is printed to
// that file.
void open_closed_streams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) == -1) ::open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
  }
}

// What help is said in must be known before the command line is read.
Language language_of(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view name = arguments[i];
    if (name == "--lang" && i + 1 < arguments.size()) {
      name = arguments[i + 1];
    } else if (name.starts_with("--lang=")) {
      name.remove_prefix(std::strlen("--lang="));
    } else {
      continue;
    }
    if (const auto named = language_named(name)) return *named;
  }
  return language_of_environment();
}

int run(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  set_language(language_of(arguments));
  Global global;
  Action chosen;
  const auto app = command_line(global, chosen);
  try {
    app->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version come here too, with status 0.
    if (error.get_exit_code() == 0) return app->exit(error);
    return report({kUsage, "usage", usage_text(*app, error, arguments)}, global.json);
  }
  try {
    const int status = chosen();
    // A paper that did not reach the pipe or the disk is not a success.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw CommandError(kFailed, "output_unwritable", tr("cannot write to standard output"));
    }
    return status;
  } catch (...) {
    return report(command_error_of(std::current_exception()), global.json);
  }
}

}  // namespace
}  // namespace kho::tools

int main(int argc, char** argv) {
  // The extractor's child comes first: it wants a process in which nothing has happened yet.
  if (argc == 3 && std::strcmp(argv[1], "extraction-child") == 0) {
    return kho::ingest::run_extraction_child({.trust_folder = argv[2], .ocr_models = {}});
  }
  kho::tools::open_closed_streams();
  return kho::tools::run(argc, argv);
}

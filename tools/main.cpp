// The kho command: reads the command line, runs one subcommand, says what went wrong.

#include <fmt/format.h>

#include <cstdio>
#include <cstring>

#include "api/json.h"
#include "ingest/extractor.h"
#include "tools/command_error.h"
#include "tools/commands.h"

namespace kho::tools {
namespace {

int report(const CommandError& error, bool json) {
  if (json) {
    const api::Json document = {{"error", {{"code", error.code()}, {"detail", error.what()}}}};
    fmt::print(stderr, "{}\n", api::dump(document));
  } else {
    fmt::print(stderr, "kho: {} [{}]\n", error.what(), error.code());
  }
  return error.status();
}

int run(int argc, char** argv) {
  CLI::App app("Kho: a warehouse of digitised dossier components");
  app.set_version_flag("--version", "kho " KHO_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Global global;
  app.add_flag("--json", global.json, "Answer in JSON");
  Action chosen;
  add_init(app, global, chosen);
  add_catalog(app, global, chosen);
  add_deposit(app, global, chosen);
  add_reuse(app, global, chosen);
  add_search(app, global, chosen);
  add_get(app, global, chosen);
  add_serve(app, global, chosen);
  add_demo(app, global, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version come here too, with status 0.
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  try {
    return chosen();
  } catch (...) {
    return report(command_error_of(std::current_exception()), global.json);
  }
}

}  // namespace
}  // namespace kho::tools

int main(int argc, char** argv) {
  // The extractor's child comes first: it wants a process in which nothing has happened yet.
  if (argc == 2 && std::strcmp(argv[1], "extraction-child") == 0) {
    return kho::ingest::run_extraction_child();
  }
  return kho::tools::run(argc, argv);
}

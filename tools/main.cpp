// The kho command: reads the command line, runs one subcommand, says what went wrong.

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

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

// A closed standard stream would give its number to the next file opened, and what is printed to
// that file.
void open_closed_streams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) == -1) ::open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
  }
}

// The account that runs the command: its name, or its number where it has none.
std::string user_name() {
  const passwd* user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

int run(int argc, char** argv) {
  CLI::App app("Kho: a warehouse of digitised dossier components");
  app.set_version_flag("--version", "kho " KHO_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Global global;
  app.add_flag("--json", global.json, "Answer in JSON");
  global.purpose.by = "os:" + user_name();
  app.add_option("--by", global.purpose.by, "Account of the officer who asks")->envname("KHO_BY");
  app.add_option("--dossier", global.purpose.dossier, "Code of the dossier in hand")
      ->envname("KHO_DOSSIER");
  app.add_option("--purpose", global.purpose.why, "Why; no personal number")
      ->envname("KHO_PURPOSE");
  Action chosen;
  add_init(app, global, chosen);
  add_catalog(app, global, chosen);
  add_deposit(app, global, chosen);
  add_import(app, global, chosen);
  add_export(app, global, chosen);
  add_dossier(app, global, chosen);
  add_reuse(app, global, chosen);
  add_confirm(app, global, chosen);
  add_receipt(app, global, chosen);
  add_uses(app, global, chosen);
  add_review(app, global, chosen);
  add_correct(app, global, chosen);
  add_search(app, global, chosen);
  add_complete(app, global, chosen);
  add_get(app, global, chosen);
  add_page(app, global, chosen);
  add_access_log(app, global, chosen);
  add_delete(app, global, chosen);
  add_hold(app, global, chosen);
  add_retain(app, global, chosen);
  add_owner(app, global, chosen);
  add_stats(app, global, chosen);
  add_compact(app, global, chosen);
  add_check(app, global, chosen);
  add_rebuild(app, global, chosen);
  add_reindex(app, global, chosen);
  add_index(app, global, chosen);
  add_findings(app, global, chosen);
  add_readings(app, global, chosen);
  add_audit(app, global, chosen);
  add_token(app, global, chosen);
  add_webhook(app, global, chosen);
  add_schedule(app, global, chosen);
  add_config(app, global, chosen);
  add_serve(app, global, chosen);
  add_report(app, global, chosen);
  add_events(app, global, chosen);
  add_sync(app, global, chosen);
  add_demo(app, global, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version come here too, with status 0.
    if (error.get_exit_code() != 0 && global.json) {
      return report({kUsage, "usage", error.what()}, true);
    }
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  try {
    const int status = chosen();
    // A paper that did not reach the pipe or the disk is not a success.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw CommandError(kFailed, "output_unwritable", "cannot write to standard output");
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

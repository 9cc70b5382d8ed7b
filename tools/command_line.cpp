#include "tools/command_line.h"

#include <Poco/String.h>
#include <pwd.h>
#include <unistd.h>

#include "tools/language.h"
#include "tools/suggestion.h"

namespace kho::tools {
namespace {

// The account that runs the command: its name, or its number where it has none.
std::string user_name() {
  const passwd* user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

void translate(CLI::App& app) {
  app.description(std::string(translated(app.get_description())));
  for (CLI::Option* option : app.get_options()) {
    option->description(std::string(translated(option->get_description())));
    option->group(std::string(translated(option->get_group())));
  }
  app.group(std::string(translated(app.get_group())));
  for (CLI::App* each : app.get_subcommands({})) translate(*each);
}

std::shared_ptr<CLI::Formatter> formatter() {
  auto made = std::make_shared<CLI::Formatter>();
  for (const char* label : {"Usage", "OPTIONS", "Positionals", "SUBCOMMAND", "SUBCOMMANDS",
                            "REQUIRED", "Env", "Needs", "Excludes"}) {
    made->label(label, std::string(translated(label)));
  }
  return made;
}

void add_commands_of(const CLI::App& app, const std::string& before, std::vector<Command>& all) {
  for (const CLI::App* each : app.get_subcommands({})) {
    const std::string name = before + each->get_name();
    if (each->get_subcommands({}).empty()) {
      all.push_back({name, each});
    } else {
      add_commands_of(*each, name + " ", all);
    }
  }
}

// Of the commands that `arguments` name, as far as they do.
std::string help_of(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* at = &app;
  std::string command = app.get_name();
  for (const std::string& word : arguments) {
    const auto subcommands =
        at->get_subcommands([&word](const CLI::App* each) { return each->get_name() == word; });
    if (subcommands.empty()) continue;
    at = subcommands.front();
    command += " " + word;
  }
  return command + " --help";
}

}  // namespace

std::unique_ptr<CLI::App> command_line(Global& global, Action& chosen) {
  auto made = std::make_unique<CLI::App>("Kho: a warehouse of digitised dossier components", "kho");
  CLI::App& app = *made;
  app.formatter(formatter());
  app.set_help_flag("-h,--help", "Say what can be typed");
  app.set_version_flag("--version", "kho " KHO_VERSION)->description("Say which Kho this is");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("--json", global.json, "Answer in JSON");
  app.add_option("--lang", global.language,
                 "Language of what people read: en or vi; KHO_LANG, or the locale's, if absent")
      ->check(CLI::IsMember({"en", "vi"}));
  global.purpose.by = "os:" + user_name();
  app.add_option("--by", global.purpose.by, "Account of the officer who asks")->envname("KHO_BY");
  app.add_option("--dossier", global.purpose.dossier, "Code of the dossier in hand")
      ->envname("KHO_DOSSIER");
  app.add_option("--purpose", global.purpose.why, "Why; no personal number")
      ->envname("KHO_PURPOSE");
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
  add_doctor(app, global, chosen);
  add_bench(app, global, chosen);
  add_compact(app, global, chosen);
  add_check(app, global, chosen);
  add_rebuild(app, global, chosen);
  add_backup(app, global, chosen);
  add_snapshots(app, global, chosen);
  add_restore(app, global, chosen);
  add_reindex(app, global, chosen);
  add_index(app, global, chosen);
  add_findings(app, global, chosen);
  add_readings(app, global, chosen);
  add_audit(app, global, chosen);
  add_token(app, global, chosen);
  add_webhook(app, global, chosen);
  add_serve(app, global, chosen);
  add_config(app, global, chosen);
  add_schedule(app, global, chosen);
  add_report(app, global, chosen);
  add_events(app, global, chosen);
  add_sync(app, global, chosen);
  add_demo(app, global, chosen);
  add_explain(app, global, chosen);
  add_completions(app, global, chosen);
  add_man(app, global, chosen);
  if (language() != Language::kEnglish) translate(app);
  return made;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> all;
  add_commands_of(app, "", all);
  return all;
}

std::string spelling(const CLI::Option& option) {
  std::string out = option.get_positional() ? option.get_name(true) : option.get_name(false, true);
  if (option.get_positional() || option.get_items_expected_max() == 0) return out;
  const std::vector<std::string>& names = option.get_lnames();
  std::string value = names.empty() ? "VALUE" : Poco::toUpper(names.front());
  if (option.get_items_expected_min() == 0) value = "[=" + value + "]";
  return out + " " + value;
}

std::string synopsis(const Command& command) {
  std::string out = "kho " + command.name;
  for (const CLI::Option* option : command.app->get_options()) {
    if (!option->get_positional()) continue;
    const std::string many = option->get_items_expected_max() > 1 ? "..." : "";
    const std::string name = option->get_name(true) + many;
    out += option->get_required() ? " " + name : " [" + name + "]";
  }
  for (const CLI::Option* option : command.app->get_options()) {
    if (!option->get_positional() && option->get_required()) out += " " + spelling(*option);
  }
  return out + " [" + std::string(translated("OPTIONS")) + "]";
}

std::string usage_text(const CLI::App& app, const CLI::ParseError& error,
                       const std::vector<std::string>& arguments) {
  std::string out = error.what();
  if (const auto unknown = unknown_word(app, arguments)) {
    out = tr("{} knows no {}", unknown->command, unknown->word);
    if (unknown->meant) out += ". " + tr("Did you mean {}?", *unknown->meant);
  } else if (error.get_name() == "RequiredError" && arguments.empty()) {
    out = tr("say what to do, e.g. kho init DIR");
  }
  return out + "\n" + tr("All that can be typed: {}", help_of(app, arguments));
}

}  // namespace kho::tools

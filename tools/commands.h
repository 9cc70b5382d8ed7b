// tools/commands.h - The subcommands of kho, each declaring its own options and action.
//
// An action returns an exit status, or throws; main turns what is thrown into one line for people
// or one JSON document (--json), and an exit status (tools/exit_status.h).
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "warehouse/access.h"

namespace kho::tools {

// Options that every command shares.
struct Global {
  bool json = false;
  std::string language;        // "en", "vi"; empty: as the environment says.
  warehouse::Purpose purpose;  // Who asks, for which dossier, why.
};

// Of the option --ocr.
inline constexpr const char* kOcrHelp =
    "When pages are recognised (OCR): auto where they have no usable text of their own";

// What main runs once the command line is read.
using Action = std::function<int()>;

void add_init(CLI::App& app, const Global& global, Action& chosen);
void add_catalog(CLI::App& app, const Global& global, Action& chosen);
void add_deposit(CLI::App& app, const Global& global, Action& chosen);
void add_import(CLI::App& app, const Global& global, Action& chosen);
void add_export(CLI::App& app, const Global& global, Action& chosen);
void add_reuse(CLI::App& app, const Global& global, Action& chosen);
void add_confirm(CLI::App& app, const Global& global, Action& chosen);
void add_receipt(CLI::App& app, const Global& global, Action& chosen);
void add_uses(CLI::App& app, const Global& global, Action& chosen);
void add_dossier(CLI::App& app, const Global& global, Action& chosen);
void add_review(CLI::App& app, const Global& global, Action& chosen);
void add_correct(CLI::App& app, const Global& global, Action& chosen);
void add_access_log(CLI::App& app, const Global& global, Action& chosen);
void add_search(CLI::App& app, const Global& global, Action& chosen);
void add_complete(CLI::App& app, const Global& global, Action& chosen);
void add_reindex(CLI::App& app, const Global& global, Action& chosen);
void add_index(CLI::App& app, const Global& global, Action& chosen);
void add_findings(CLI::App& app, const Global& global, Action& chosen);
void add_readings(CLI::App& app, const Global& global, Action& chosen);
void add_page(CLI::App& app, const Global& global, Action& chosen);
void add_get(CLI::App& app, const Global& global, Action& chosen);
void add_delete(CLI::App& app, const Global& global, Action& chosen);
void add_hold(CLI::App& app, const Global& global, Action& chosen);
void add_retain(CLI::App& app, const Global& global, Action& chosen);
void add_owner(CLI::App& app, const Global& global, Action& chosen);
void add_bench(CLI::App& app, const Global& global, Action& chosen);
void add_stats(CLI::App& app, const Global& global, Action& chosen);
void add_compact(CLI::App& app, const Global& global, Action& chosen);
void add_check(CLI::App& app, const Global& global, Action& chosen);
void add_rebuild(CLI::App& app, const Global& global, Action& chosen);
void add_backup(CLI::App& app, const Global& global, Action& chosen);
void add_snapshots(CLI::App& app, const Global& global, Action& chosen);
void add_restore(CLI::App& app, const Global& global, Action& chosen);
void add_audit(CLI::App& app, const Global& global, Action& chosen);
// Two of its subcommands, which need no warehouse.
void add_check_proof(CLI::App& audit, const Global& global, Action& chosen);
void add_check_receipt(CLI::App& audit, const Global& global, Action& chosen);
void add_token(CLI::App& app, const Global& global, Action& chosen);
void add_webhook(CLI::App& app, const Global& global, Action& chosen);
void add_config(CLI::App& app, const Global& global, Action& chosen);
void add_schedule(CLI::App& app, const Global& global, Action& chosen);
void add_serve(CLI::App& app, const Global& global, Action& chosen);
void add_report(CLI::App& app, const Global& global, Action& chosen);
void add_events(CLI::App& app, const Global& global, Action& chosen);
void add_sync(CLI::App& app, const Global& global, Action& chosen);
void add_demo(CLI::App& app, const Global& global, Action& chosen);
void add_doctor(CLI::App& app, const Global& global, Action& chosen);
// What the command says of itself; `app` is the whole command.
void add_explain(CLI::App& app, const Global& global, Action& chosen);
void add_completions(CLI::App& app, const Global& global, Action& chosen);
void add_man(CLI::App& app, const Global& global, Action& chosen);

}  // namespace kho::tools

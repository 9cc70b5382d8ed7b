// kho export: papers with all that is known of them, as a bag.

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/import/exporter.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/running_server.h"
#include "tools/session.h"
#include "warehouse/date.h"
#include "warehouse/environment.h"

namespace kho::tools {
namespace {

using api::Json;

struct ExportOptions {
  std::string directory, out, owner;
  bool bag = false, all = false;
};

std::string export_text(const Json& done) {
  const auto number = [&](const char* field) { return done.at(field).get<std::uint64_t>(); };
  std::string out = tr("{}: {} papers, {}\n", done.at("bag").get<std::string>(), number("papers"),
                       size_text(number("bytes")));
  if (number("damaged") > 0) {
    out += tr("  {} were left out, for their files are damaged\n", number("damaged"));
  }
  if (number("without_owner") > 0) {
    out += tr("  {} were left out, for they belong to somebody else\n", number("without_owner"));
  }
  out += tr("  owner keys stand in it in clear: keep it as you keep the warehouse\n");
  return out;
}

// False: stopped.
bool export_chosen(Exporter& exporter, const ExportOptions& options, const std::string& dossier,
                   const std::optional<OwnerBook>& owners) {
  if (owners) return exporter.everything(*owners);
  if (!options.owner.empty()) return exporter.owner(options.owner);
  return exporter.dossier(dossier);
}

int run(const Global& global, const ExportOptions& options) {
  const std::string& dossier = global.purpose.dossier;
  if (!options.all && options.owner.empty() && dossier.empty()) {
    throw CommandError(kUsage, "usage", tr("say what to export: --owner, --dossier or --all"));
  }
  const StopSignals signals;
  Session session(options.directory, global.purpose);
  session.settle();
  std::optional<OwnerBook> owners;
  if (options.all) owners.emplace(session.all_of("/v1/owners/keys", "owners").at("owners"));
  BagWriter bag(options.out);
  std::optional<ProgressLine> line(std::in_place, "export", global.json);
  Exporter exporter(bag,
                    {[&](api::Request request) { return session.call(std::move(request)); },
                     [&](std::chrono::milliseconds time) { return !signals.arrives_within(time); },
                     [](const std::string& component, const CommandError& error) {
                       fmt::print(stderr, "{}",
                                  tr("kho: component {} was left out: {} [{}]\n", component,
                                     error.what(), error.code()));
                     },
                     [&](std::uint64_t done, std::uint64_t to_do) {
                       line->show([&](double seconds) {
                         return tr("{} of {} papers, {}", done, to_do,
                                   progress_text(bag.bytes(), 0, seconds));
                       });
                     }});
  if (!export_chosen(exporter, options, dossier, owners)) return kStopped;
  line.reset();
  const std::int64_t now_ms = warehouse::system_clock().now_ms();
  bag.finish(
      {{"Bagging-Date", warehouse::Date::in_vietnam(now_ms).text()},
       {"External-Identifier", warehouse_name(session)},
       {"Bag-Software-Agent", "kho " KHO_VERSION},
       {"External-Description", "Papers of a Kho warehouse; kho import --bag takes them in"}});
  const ExportCounts& counts = exporter.counts();
  print_answer(global.json,
               {{"bag", options.out},
                {"papers", counts.papers},
                {"bytes", bag.bytes()},
                {"damaged", counts.damaged},
                {"without_owner", counts.without_owner}},
               export_text);
  if (counts.damaged > 0) return kDamageFound;
  return counts.without_owner > 0 ? kRefused : kOk;
}

}  // namespace

void add_export(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand(
      "export", "Papers with their metadata into a folder of their own (see docs/import.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("OUT", options->out, "Folder to make")->required();
  command->add_flag("--bag", options->bag, "As a BagIt bag (RFC 8493)")->required();
  auto* owner = command->add_option("--owner", options->owner, "Papers of one owner, by key");
  command->add_flag("--all", options->all, "All papers")->excludes(owner);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] { return run(global, *options); };
  });
}

}  // namespace kho::tools

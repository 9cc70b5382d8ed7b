// kho import: many papers at once, from a folder with a manifest, a bag, or a watched folder.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/facts_options.h"
#include "tools/import/bag_source.h"
#include "tools/import/import_report.h"
#include "tools/import/importer.h"
#include "tools/import/watcher.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/running_server.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

struct ImportOptions {
  std::string directory, folder, manifest, state, owner, owner_name, ocr;
  FactsOptions facts;
  bool bag = false, watch = false, once = false, dry_run = false, retry_failed = false;
  std::uint32_t settle_seconds = 2;

  // What lines do not say themselves.
  [[nodiscard]] Json defaults() const {
    Json metadata = facts.metadata();
    for (const auto& [field, value] :
         {std::pair{"owner", &owner}, std::pair{"owner_name", &owner_name},
          std::pair{"ocr", &ocr}}) {
      if (!value->empty()) metadata[field] = *value;
    }
    return metadata;
  }
};

// Asks again while the server has too much to do.
Ask ask_through(Session& session, const StopSignals& signals) {
  return [&session, &signals](const api::Request& request) {
    constexpr std::chrono::milliseconds kPauseMax{10'000};
    for (std::chrono::milliseconds pause{200};; pause *= 2) {
      try {
        return session.call(request);
      } catch (const CommandError& error) {
        if (error.code() != "busy" || pause > kPauseMax || signals.arrives_within(pause)) throw;
      }
    }
  };
}

std::uint64_t log_position(Session& session) {
  api::Request request = get_request("/v1/events");
  request.query = {{"limit", "1"}};
  return api::parse_json(session.call(std::move(request)).body).at("log_position");
}

std::filesystem::path state_file(const ImportOptions& options, const Folder& folder) {
  if (!options.state.empty()) return options.state;
  const std::string beside = options.manifest.empty() ? folder.root().string() : options.manifest;
  return beside + ".kho-import";
}

std::optional<Bag> verified_bag(const ImportOptions& options, const Folder& folder,
                                const StopSignals& signals, bool quiet) {
  if (!options.bag) return std::nullopt;
  ProgressLine line(tr("verifying the bag"), quiet);
  return std::make_optional<Bag>(folder, [&](std::uint64_t done, std::uint64_t to_do) {
    line.show(done, to_do);
    return !signals.arrived();
  });
}

std::unique_ptr<LineSource> source_of(const ImportOptions& options, const Folder& folder,
                                      const std::optional<Bag>& bag) {
  const Json defaults = options.defaults();
  if (bag) return std::make_unique<BagSource>(folder, *bag, defaults);
  if (!options.manifest.empty()) return open_manifest(options.manifest, defaults);
  if (!defaults.contains("owner") || !defaults.contains("type")) {
    throw CommandError(kUsage, "usage",
                       tr("give --manifest, or --owner and --type of all files of the folder"));
  }
  return list_folder(folder, defaults);
}

int import_list(const Global& global, const ImportOptions& options) {
  const StopSignals signals;
  const Folder folder(options.folder);
  const auto bag = verified_bag(options, folder, signals, global.json);
  const auto source = source_of(options, folder, bag);
  Session session(options.directory, global.purpose);
  std::unique_ptr<ImportState> state;
  if (!options.dry_run) {
    const std::uint64_t position = log_position(session);
    if (position == 0) {
      throw CommandError(
          kRefused, "catalogue_empty",
          tr("the warehouse knows no types of papers yet: kho catalog import DIR FILE"));
    }
    state = std::make_unique<ImportState>(state_file(options, folder), warehouse_name(session),
                                          position);
  }
  ImportReport report(options.dry_run, global.json);
  std::optional<ProgressLine> line(std::in_place, "import", global.json);
  ImportPace pace;
  Importer importer(
      folder, state.get(), {options.dry_run, options.retry_failed},
      {ask_through(session, signals), [&] { return signals.arrived(); },
       [&](std::uint64_t number, const CommandError& error) { report.add(number, error); },
       [&](const ImportCounts& counts, double share) {
         line->show([&](double seconds) { return pace.text(counts, share, seconds); });
       }});
  const auto print = [&](bool stopped) {
    line.reset();
    print_answer(global.json, report.json(importer.counts(), stopped), import_text);
    std::fflush(stdout);
  };
  bool done = false;
  try {
    done = importer.run(*source);
  } catch (const CommandError&) {
    print(true);
    throw;
  }
  print(!done);
  if (!done) return kStopped;
  if (!options.dry_run) {
    // Reading texts takes long, and the next one who opens the warehouse goes on with it.
    signals.release();
    session.settle();
  }
  const ImportCounts& counts = importer.counts();
  if (bag && counts.lines < bag->payload_files()) {
    fmt::print(stderr, "{}",
               tr("kho: warning: the bag has {} files, but tells only of {}\n",
                  bag->payload_files(), counts.lines));
  }
  return counts.failed + counts.failed_before == 0 ? kOk : kRefused;
}

// False: a signal ended it.
bool watch(Watcher& watcher, const StopSignals& signals, const ImportOptions& options) {
  while (true) {
    try {
      return watcher.run(options.once, std::chrono::seconds(options.settle_seconds));
    } catch (const CommandError& error) {
      // The server restarts, perhaps.
      if (options.once || error.status() != kUnavailable) throw;
      fmt::print(stderr, "kho: {} [{}]\n", error.what(), error.code());
      if (signals.arrives_within(kServerPause)) return false;
    }
  }
}

int import_watched(const Global& global, const ImportOptions& options) {
  const StopSignals signals;
  const Json defaults = options.defaults();
  WatchedFolder folder(options.folder, std::chrono::seconds(options.settle_seconds));
  Session session(options.directory, global.purpose);
  if (!options.once && !session.is_served()) {
    throw CommandError(kUsage, "usage",
                       tr("nobody else could use the warehouse meanwhile: start kho serve first, "
                          "or give --once"));
  }
  Watcher watcher(folder, defaults,
                  {ask_through(session, signals), [&] { return signals.arrived(); },
                   [](const CommandError& error) {
                     fmt::print(
                         stderr, "{}",
                         tr("kho: a paper went to failed/: {} [{}]\n", error.what(), error.code()));
                   }});
  const bool done = watch(watcher, signals, options);
  const WatchCounts& counts = watcher.counts();
  print_answer(global.json,
               {{"imported", counts.imported},
                {"held", counts.held},
                {"failed", counts.failed},
                {"waiting", counts.waiting}},
               watch_text);
  std::fflush(stdout);
  // Without --once a signal is the way it ends.
  if (options.once && !done) return kStopped;
  signals.release();
  session.settle();
  return counts.failed == 0 ? kOk : kRefused;
}

}  // namespace

void add_import(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import", "Put many papers into the warehouse; stopped, it goes on (see docs/import.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("FOLDER", options->folder, "Where the files are; a bag with --bag")
      ->required();
  auto* manifest = command->add_option("--manifest", options->manifest,
                                       "List of the files and their metadata, CSV or JSONL");
  auto* bag = command->add_flag("--bag", options->bag, "FOLDER is a BagIt bag (RFC 8493)")
                  ->excludes(manifest);
  auto* state = command->add_option("--state", options->state,
                                    "File that remembers what was imported; beside the list");
  auto* dry_run = command->add_flag("--dry-run", options->dry_run, "Only say what is wrong");
  auto* retry =
      command->add_flag("--retry-failed", options->retry_failed, "Also what was refused before");
  auto* watch = command->add_flag("--watch", options->watch,
                                  "Take what is laid into FOLDER with a sidecar NAME.json");
  for (auto* other : {manifest, bag, state, dry_run, retry}) watch->excludes(other);
  command->add_flag("--once", options->once, "With --watch: end when nothing is ready")
      ->needs(watch);
  command
      ->add_option("--settle", options->settle_seconds,
                   "With --watch: seconds for which a file must be the same")
      ->check(CLI::Range(0, 3600))
      ->needs(watch)
      ->capture_default_str();
  command->add_option("--owner", options->owner, "Of files whose owner is not said");
  command->add_option("--owner-name", options->owner_name, "Likewise");
  command->add_option("--ocr", options->ocr, kOcrHelp)
      ->check(CLI::IsMember({"auto", "off", "always"}));
  options->facts.add_to(*command);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      return options->watch ? import_watched(global, *options) : import_list(global, *options);
    };
  });
}

}  // namespace kho::tools

// kho sync: tells a partner's system of dossiers.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/running_server.h"
#include "tools/session.h"
#include "tools/sync/synchroniser.h"

namespace kho::tools {
namespace {

// Short, so that a signal is heard soon.
constexpr std::chrono::seconds kWait{2};

std::string sync_text(const api::Json& done) {
  return tr("{} told, {} put aside; position {}, {} put aside in all\n",
            done.at("told").get<std::uint64_t>(), done.at("put_aside").get<std::uint64_t>(),
            done.at("position").get<std::uint64_t>(), done.at("dead_letters").get<std::uint64_t>());
}

// False: a signal ended it before its end.
bool run(Synchroniser& synchroniser, const StopSignals& signals, bool once) {
  while (true) {
    try {
      const auto step = synchroniser.step(once ? std::chrono::seconds(0) : kWait);
      if (step == Synchroniser::Step::kStopped) return false;
      if (once && step == Synchroniser::Step::kDrained) return true;
    } catch (const CommandError& error) {
      // The server restarts, perhaps.
      if (once || error.status() != kUnavailable) throw;
      fmt::print(stderr, "kho: {} [{}]\n", error.what(), error.code());
      if (signals.arrives_within(kServerPause)) return false;
    }
    if (signals.arrived()) return false;
  }
}

}  // namespace

void add_sync(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, mapping, state;
    bool once = false, redo = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "sync", "Tell a partner's system of dossiers until stopped (see docs/synchronisation.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--mapping", options->mapping, "Addresses and codes of the partner")
      ->required();
  command->add_option("--state", options->state, "File that remembers how far it was told")
      ->required();
  command->add_flag("--once", options->once, "End when everything was told");
  command->add_flag("--redo", options->redo, "First tell again what was put aside");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      const Mapping mapping = read_mapping(options->mapping);
      ProgressFile progress(options->state);
      Session session(options->directory, global.purpose);
      if (!options->once && !session.is_served()) {
        throw CommandError(
            kUsage, "usage",
            tr("nobody else could use the warehouse meanwhile: start kho serve first, "
               "or give --once"));
      }
      Synchroniser synchroniser(
          mapping, progress,
          {[&](api::Request request) { return session.call(std::move(request)); },
           partner_over_http(mapping),
           [&](std::chrono::milliseconds time) { return !signals.arrives_within(time); },
           [](const std::string& line) { fmt::print(stderr, "kho: sync: {}\n", line); },
           warehouse::system_clock()});
      const bool done =
          (!options->redo || synchroniser.redo()) && run(synchroniser, signals, options->once);
      const SyncCounts& counts = synchroniser.counts();
      print_answer(global.json,
                   {{"told", counts.told},
                    {"put_aside", counts.put_aside},
                    {"position", progress.position()},
                    {"dead_letters", progress.dead_letters().size()}},
                   sync_text);
      if (options->once && !done) return kStopped;
      return counts.put_aside == 0 ? kOk : kRefused;
    };
  });
}

}  // namespace kho::tools

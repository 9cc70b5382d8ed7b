// kho bench: how fast this warehouse answers on this machine.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tools/commands.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/session.h"
#include "warehouse/bench.h"

namespace kho::tools {
namespace {

using api::Json;

ExitStatus status_of_bench(const Json& report) {
  if (report.at("stopped").get<bool>()) return kStopped;
  bool any = false;
  for (const Json& part : report.at("parts")) {
    for (const char* load : {"most", "steady"}) {
      if (part.at(load).is_null()) continue;
      if (part.at(load).at("failed") != 0) return kFailed;
      any = true;
    }
  }
  return any ? kOk : kNotFound;
}

}  // namespace

void add_bench(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::vector<std::string> only;
    std::uint64_t seconds = 10, rate = 0, threads = 0, seed = 1;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "bench", "Measure how fast it answers with what it holds; changes nothing in it");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--only", options->only, "Measure only these, with commas between them")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"retrieval", "reuse", "search"}));
  command
      ->add_option("--seconds", options->seconds,
                   "For how long each is asked as much as it can answer, and then at the rate")
      ->check(CLI::Range(std::uint64_t{1}, warehouse::kBenchSecondsMax))
      ->capture_default_str();
  command
      ->add_option("--rate", options->rate,
                   "Requests a second; half of what it can answer, if absent")
      ->check(CLI::Range(std::uint64_t{1}, warehouse::kBenchRateMax));
  command->add_option("--threads", options->threads, "Requests at a time; one a core, if absent")
      ->check(CLI::Range(std::uint64_t{1}, warehouse::kBenchThreadsMax));
  command
      ->add_option("--seed", options->seed,
                   "Of what is asked and when; the same seed asks the same of the same warehouse")
      ->check(CLI::Range(std::uint64_t{0}, warehouse::kBenchSeedMax))
      ->capture_default_str();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json order = {{"kind", "bench"},
                          {"only", options->only},
                          {"seconds", options->seconds},
                          {"per_second", options->rate},
                          {"threads", options->threads},
                          {"seed", options->seed}};
      const std::size_t parts =
          options->only.empty() ? warehouse::kBenchPartNames.size() : options->only.size();
      const std::uint64_t about = 2 * options->seconds * parts;
      const Json job = run_job(session, order, signals, global.json, [about](double seconds) {
        return tr("{:.0f} s of about {} s", seconds, about);
      });
      print_answer(global.json, job, bench_text);
      return status_of_bench(job.at("report"));
    };
  });
}

}  // namespace kho::tools

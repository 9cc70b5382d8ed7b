// kho readings: the files that wait to be read, for administrators.

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/print_readings.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

using api::Json;

namespace {

Json readings_in(Session& session) {
  return api::parse_json(session.call(get_request("/v1/admin/readings")).body);
}

// Until all that is in the log by now was tried; a signal ends it, and the rest waits on.
Json read_all(Session& session, const StopSignals& signals, bool quiet) {
  constexpr std::chrono::milliseconds kLookAgainAfter{200};
  const Json first = readings_in(session);
  const auto end = first.at("log_position").get<std::uint64_t>();
  session.work();
  ProgressLine line("read", quiet);
  while (true) {
    Json now = readings_in(session);
    const auto left = now.at("waiting").get<std::uint64_t>();
    if (left == 0 && now.at("position").get<std::uint64_t>() >= end) return now;
    line.show([&](double) {
      const std::string pace = pace_text(now);
      return tr("{} done, {} wait{}{}", now.at("done").get<std::uint64_t>(), left,
                pace.empty() ? "" : ", ", pace);
    });
    if (signals.arrives_within(kLookAgainAfter)) return now;
  }
}

}  // namespace

void add_readings(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, ocr;
    bool signed_files = false;
    bool all = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* readings = app.add_subcommand("readings", "Files that wait to be read for their text");
  readings->require_subcommand(1);

  CLI::App* show =
      readings->add_subcommand("show", "How many wait, how fast they go, which could not be read");
  show->add_option("DIR", options->directory, "The warehouse")->required();
  show->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      print_answer(global.json, readings_in(session), readings_text);
      return kOk;
    };
  });

  CLI::App* work = readings->add_subcommand(
      "work", "Read what waits, on all cores; where a server runs, watch it doing so");
  work->add_option("DIR", options->directory, "The warehouse")->required();
  work->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const auto rest = read_all(session, signals, global.json);
      print_answer(global.json, rest, readings_text);
      return rest.at("waiting") == 0 ? kOk : kStopped;
    };
  });

  CLI::App* retry = readings->add_subcommand(
      "retry", "Read again what is quarantined, the file of one component, or more");
  retry->add_option("DIR", options->directory, "The warehouse")->required();
  auto* component = retry->add_option("COMPONENT", options->component, "Its id");
  auto* signed_files = retry->add_flag("--signed", options->signed_files,
                                       "The signatures of all signed files; texts stay");
  auto* all = retry->add_flag("--all", options->all, "Every file");
  auto* ocr = retry->add_option("--ocr", options->ocr, kOcrHelp)
                  ->check(CLI::IsMember({"auto", "off", "always"}));
  signed_files->excludes(component)->excludes(all)->excludes(ocr);
  all->excludes(component);
  retry->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      Json order = Json::object();
      if (!options->component.empty()) order["component"] = options->component;
      if (options->signed_files) order["files"] = "signed";
      if (options->all) order["files"] = "all";
      if (!options->ocr.empty()) order["ocr"] = options->ocr;
      const api::Response response = session.call(json_request("/v1/admin/readings/retry", order));
      print_answer(global.json, api::parse_json(response.body), asked_text);
      session.settle();
      return kOk;
    };
  });
}

}  // namespace kho::tools

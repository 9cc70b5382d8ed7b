// kho stats, compact, check, rebuild: what an administrator does.

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>

#include "api/json_maintenance.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "1/30" is one thirtieth, today's; "2/30" and so on are exactly that part.
void read_part(const std::string& text, Json& order) {
  const std::size_t slash = text.find('/');
  const auto part = number(text.substr(0, slash));
  const auto parts =
      slash == std::string::npos ? std::nullopt : number(std::string_view(text).substr(slash + 1));
  if (!part || !parts || *part < 1 || *part > *parts || *parts > warehouse::kCheckPartsMax) {
    throw CommandError(
        kUsage, "usage",
        tr("--read-data takes P/N, e.g. --read-data=1/30: one part in thirty, today's"));
  }
  order["parts"] = *parts;
  if (*part > 1) order["part"] = *part - 1;
}

// What a job came to, for whoever started it by a script.
ExitStatus status_of(const Json& job, bool damaged) {
  if (damaged) return kDamageFound;
  return job.at("state") == "stopped" ? kStopped : kOk;
}

}  // namespace

void add_stats(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("stats", "What the warehouse holds and what that takes");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const api::Response response = session.call(get_request("/v1/admin/stats"));
      print_answer(global.json, api::parse_json(response.body), statistics_text);
      return kOk;
    };
  });
}

void add_compact(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    bool dry_run = false, ripen = false, deep = false;
    std::uint32_t threshold = 20, older_than = 0, max_time = 0;
    double rate = 0;
    std::uint64_t max_bytes = 0;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "compact", "Give back the space of what is gone; --ripen stores what is left harder");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_flag("--dry-run", options->dry_run, "Say what it would take");
  command->add_option("--threshold", options->threshold, "Percent of a segment that must be dead")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  CLI::Option* ripen =
      command->add_flag("--ripen", options->ripen, "Also try better codecs, which takes long");
  command
      ->add_flag("--deep", options->deep,
                 "Also those that read a page back in a third of a second, not a tenth")
      ->needs(ripen);
  command->add_option("--older-than", options->older_than, "Ripen what has lain so many days")
      ->check(CLI::Range(0, 36500));
  command->add_option("--rate", options->rate, "Read at most so many MB/s")
      ->check(CLI::Range(0.001, 1e6));
  command->add_option("--max-bytes", options->max_bytes, "Read at most so many bytes")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 60));
  command->add_option("--max-time", options->max_time, "End after so many seconds")
      ->check(CLI::Range(1, 31'536'000));
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json order = {{"kind", "compact"},
                          {"dry_run", options->dry_run},
                          {"threshold_percent", options->threshold},
                          {"ripen", options->ripen},
                          {"deep", options->deep},
                          {"older_than_days", options->older_than},
                          {"bytes_per_second", static_cast<std::uint64_t>(options->rate * 1e6)},
                          {"bytes_max", options->max_bytes},
                          {"seconds_max", options->max_time}};
      Json job = run_job(session, order, signals, global.json);
      job["dry_run"] = options->dry_run;
      print_answer(global.json, job, compaction_text);
      return status_of(job, !job.at("report").at("failures").empty());
    };
  });
}

void add_check(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, read_data;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "Prove that the warehouse is whole");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_flag("--read-data", options->read_data,
                    "Read all bytes, too; =1/30 reads one part in thirty, another each day, and "
                    "=P/30 exactly part P");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json order = {{"kind", "check"}, {"read_data", !options->read_data.empty()}};
      if (!options->read_data.empty() && options->read_data != "true") {
        read_part(options->read_data, order);
      }
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json job = run_job(session, order, signals, global.json);
      print_answer(global.json, job, check_text);
      const Json& report = job.at("report");
      return status_of(job, report.at("errors") != 0 || report.at("damages") != 0);
    };
  });
}

void add_rebuild(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "rebuild", "Make lost or damaged tables anew from the segments; no server may run");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json report;
      {
        ProgressLine line("rebuild", global.json);
        report = api::to_json(warehouse::Warehouse::rebuild(
            options->directory,
            [&](std::uint64_t done, std::uint64_t to_do) { line.show(done, to_do); }));
      }
      if (const auto old = report.at("old_tables").get<std::string>(); !old.empty()) {
        report["old_tables"] = (std::filesystem::path(options->directory) / old).string();
      }
      print_answer(global.json, report, rebuild_text);
      return report.at("clean").get<bool>() ? kOk : kDamageFound;
    };
  });
}

}  // namespace kho::tools

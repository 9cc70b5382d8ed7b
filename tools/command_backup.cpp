// kho backup, snapshots, restore: copies of a warehouse, and a warehouse of a copy.

#include <algorithm>
#include <memory>
#include <optional>

#include "store/backup_repository.h"
#include "store/error.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/session.h"
#include "warehouse/date.h"
#include "warehouse/warehouse.h"

namespace kho::tools {
namespace {

using api::Json;
using store::BackupRepository;
using store::BackupSnapshot;

constexpr std::int64_t kVietnamMs = 7 * 3'600'000;
constexpr std::int64_t kDayMs = 24 * 3'600'000;

std::string time_of(const std::string& snapshot) {
  return warehouse::utc_text(*store::taken_at_ms(snapshot));
}

// Progress that ends the work when a signal arrives.
store::BackupProgress watched(ProgressLine& line, const StopSignals& signals) {
  return [&line, &signals](std::uint64_t done, std::uint64_t to_do) {
    line.show(done, to_do);
    if (signals.arrived()) throw CommandError(kStopped, "stopped", tr("stopped before the end"));
  };
}

// Of damage in the backup, not in a warehouse.
template <typename Action>
auto in_backup(const Action& action) {
  try {
    return action();
  } catch (const store::Error& error) {
    if (error.errc() != store::Errc::kCorrupt) throw;
    throw CommandError(kDamageFound, "backup_damaged",
                       std::string(error.what()) + "\nSee all of it with: kho snapshots --check");
  }
}

BackupRepository open_repository(const std::string& folder) {
  return in_backup([&] { return BackupRepository::open(store::posix_file_system(), folder); });
}

// The name that a snapshot taken at the end of this time would have: "2026-11-28", a day in
// Vietnam, or "2026-11-28T00:47Z", with or without seconds.
std::string name_at(const std::string& text) {
  if (const auto day = warehouse::Date::parse(text)) {
    return store::snapshot_name((day->days() + 1) * kDayMs - kVietnamMs - 1);
  }
  std::string name = text;
  std::erase_if(name, [](char c) { return c == '-' || c == ':' || c == '.'; });
  constexpr std::size_t kNameBytes = 19;
  const bool has_time = (text.size() == 17 || text.size() == 20 || text.size() == 24) &&
                        text.ends_with('Z') && name.size() <= kNameBytes;
  if (has_time) name.insert(name.size() - 1, kNameBytes - name.size(), '0');
  if (!has_time || !store::taken_at_ms(name)) {
    throw CommandError(kUsage, "usage",
                       "--at takes a day, 2026-11-28, or a time in UTC, 2026-11-28T00:47:39Z");
  }
  return name;
}

std::string chosen_snapshot(const BackupRepository& repository, const std::string& name,
                            const std::string& at) {
  const std::vector<std::string> names = repository.snapshots();
  if (!name.empty()) {
    if (std::ranges::find(names, name) != names.end()) return name;
    throw CommandError(
        kNotFound, "snapshot_not_found",
        "there is no snapshot " + name + "\nSee them with: kho snapshots REPOSITORY");
  }
  auto end = names.end();
  if (!at.empty()) end = std::ranges::upper_bound(names, name_at(at));
  if (end == names.begin()) {
    throw CommandError(kNotFound, "snapshot_not_found",
                       at.empty() ? "there is no snapshot yet" : "there is no snapshot so early");
  }
  return *std::prev(end);
}

Json list_json(const BackupRepository& repository) {
  Json list = Json::array();
  for (const std::string& name : repository.snapshots()) {
    Json json = {{"name", name}, {"taken_at", time_of(name)}};
    try {
      const BackupSnapshot snapshot = repository.snapshot(name);
      json["log_position"] = snapshot.position;
      json["log_head"] = snapshot.head.hex();
      json["commits"] = snapshot.commits;
      json["bytes"] = snapshot.bytes();
      json["kho"] = snapshot.version;
      json["findings"] = snapshot.findings;
    } catch (const std::system_error& error) {
      json["unreadable"] = error.what();
    }
    list.push_back(std::move(json));
  }
  return {{"warehouse", repository.warehouse()}, {"snapshots", std::move(list)}};
}

// The server wrote it, and may see other folders under this name (PrivateTmp of systemd, a
// container): a backup that is not where it was asked for is none.
void require_here(const std::filesystem::path& repository, const std::string& snapshot) {
  if (snapshot.empty() || std::filesystem::exists(repository / "snapshots" / snapshot)) return;
  throw CommandError(kFailed, "backup_elsewhere",
                     tr("the server sees another folder under this name: give it the folder "
                        "(ReadWritePaths= of its unit, a volume of its container)"));
}

Json to_json(const store::RepositoryReport& report) {
  Json findings = Json::array();
  for (const store::BackupDamage& damage : report.findings) {
    findings.push_back({{"text", damage.text}, {"snapshots", damage.snapshots}});
  }
  return {{"clean", report.damages == 0},
          {"snapshots", report.snapshots},
          {"files", report.files},
          {"bytes_read", report.bytes},
          {"unnamed_files", report.unnamed_files},
          {"unnamed_bytes", report.unnamed_bytes},
          {"damages", report.damages},
          {"findings", std::move(findings)}};
}

Json to_json(const store::Pruning& pruning, bool removed) {
  return {{"removed", removed},
          {"snapshots", pruning.snapshots},
          {"files", pruning.files},
          {"bytes", pruning.bytes}};
}

}  // namespace

void add_backup(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, repository;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("backup", "Copy what is new to a backup folder, while everything goes on");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("REPOSITORY", options->repository, "Absent, empty, or with its backups")
      ->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json order = {{"kind", "backup"},
                          {"to", std::filesystem::absolute(options->repository).string()}};
      const Json job = run_job(session, order, signals, global.json);
      print_answer(global.json, job, backup_text);
      require_here(options->repository, text_of(job.at("report"), "snapshot"));
      if (!job.at("report").at("findings").empty()) return kDamageFound;
      return job.at("state") == "stopped" ? kStopped : kOk;
    };
  });
}

void add_snapshots(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string repository;
    bool check = false, apply = false;
    std::size_t keep = 0;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("snapshots", "What a backup folder holds");
  command->add_option("REPOSITORY", options->repository, "The backup folder")->required();
  CLI::Option* check =
      command->add_flag("--check", options->check, "Read everything, and compare it with its hash");
  CLI::Option* keep = command
                          ->add_option("--keep", options->keep,
                                       "Say what goes when only so many, the newest, are kept")
                          ->check(CLI::Range(1, 1'000'000))
                          ->excludes(check);
  command->add_flag("--apply", options->apply, "Remove it")->needs(keep);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options]() -> int {
      const StopSignals signals;
      BackupRepository repository = open_repository(options->repository);
      if (options->check) {
        Json report;
        {
          ProgressLine line("check", global.json);
          report = to_json(repository.check(watched(line, signals)));
        }
        print_answer(global.json, report, backup_check_text);
        return report.at("clean").get<bool>() ? kOk : kDamageFound;
      }
      if (options->keep > 0) {
        const store::Pruning pruning = in_backup([&] {
          return options->apply ? repository.prune(options->keep)
                                : repository.plan_pruning(options->keep);
        });
        print_answer(global.json, to_json(pruning, options->apply), pruning_text);
        return kOk;
      }
      print_answer(global.json, list_json(repository), snapshots_text);
      return kOk;
    };
  });
}

void add_restore(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string repository, directory, snapshot, at;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "restore", "Make a warehouse of a backup, in an absent or empty directory");
  command->add_option("REPOSITORY", options->repository, "The backup folder")->required();
  command->add_option("DIR", options->directory, "The warehouse to be made")->required();
  CLI::Option* snapshot =
      command->add_option("--snapshot", options->snapshot, "Which; the newest if absent");
  command->add_option("--at", options->at, "The newest not later than this day or time")
      ->excludes(snapshot);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Json answer;
      {
        const BackupRepository repository = open_repository(options->repository);
        const std::string name = chosen_snapshot(repository, options->snapshot, options->at);
        ProgressLine line("restore", global.json);
        const store::RestoreReport report = in_backup([&] {
          return warehouse::Warehouse::restore(repository, repository.snapshot(name),
                                               options->directory, watched(line, signals));
        });
        Json findings = Json::array();
        for (const store::Finding& finding : report.findings) {
          if (finding.severity != store::Finding::Severity::kNote) findings.push_back(finding.text);
        }
        answer = {{"snapshot", name},
                  {"taken_at", time_of(name)},
                  {"directory", options->directory},
                  {"log_position", report.position},
                  {"commits", report.commits},
                  {"bytes_copied", report.bytes_copied},
                  {"findings", std::move(findings)}};
      }
      Session session(options->directory, global.purpose);
      const Json job = run_job(session, {{"kind", "check"}}, signals, global.json);
      answer["check"] = job.at("report");
      answer["clean"] = answer.at("findings").empty() && job.at("report").at("errors") == 0 &&
                        job.at("report").at("damages") == 0;
      print_answer(global.json, answer, restore_text);
      if (!answer.at("clean").get<bool>()) return kDamageFound;
      return job.at("state") == "stopped" ? kStopped : kOk;
    };
  });
}

}  // namespace kho::tools

// What is said of backups.

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string lines_of(const char* title, const Json& texts) {
  std::string out;
  for (const Json& text : texts) out += fmt::format("{}: {}\n", title, text.get<std::string>());
  return out;
}

}  // namespace

std::string backup_text(const Json& job) {
  const Json& report = job.at("report");
  std::string out =
      lines_of("damage", report.at("findings")) + lines_of("note", report.at("notes"));
  const std::string copied = tr("{} copied and read back, in {} files",
                                size_in(report, "bytes_copied"), number_of(report, "files_copied"));
  if (report.at("stopped").get<bool>()) {
    return out + copied +
           tr("\nstopped before the end: no snapshot; the next backup goes on from here\n");
  }
  out += tr("snapshot {}: {} commits, log position {}, {} in {} segments\n{}\n",
            text_of(report, "snapshot"), number_of(report, "commits"),
            number_of(report, "log_position"), size_in(report, "bytes"),
            number_of(report, "segments"), copied);
  if (report.at("findings").empty()) return out;
  return out + tr("NOT WHOLE: what was left was copied; see kho check --read-data\n");
}

std::string snapshots_text(const Json& answer) {
  std::string out = tr("backups of {}\n", text_of(answer, "warehouse"));
  for (const Json& snapshot : answer.at("snapshots")) {
    if (snapshot.contains("unreadable")) {
      out += tr("{}  UNREADABLE: {}\n", text_of(snapshot, "name"), text_of(snapshot, "unreadable"));
      continue;
    }
    out += tr("{}  {}  log position {}, {}{}\n", text_of(snapshot, "name"),
              text_of(snapshot, "taken_at"), number_of(snapshot, "log_position"),
              size_in(snapshot, "bytes"), snapshot.at("findings").empty() ? "" : tr(", NOT WHOLE"));
  }
  return out;
}

std::string backup_check_text(const Json& report) {
  std::string out;
  for (const Json& finding : report.at("findings")) {
    out +=
        tr("damage: {}; needed by {}\n", text_of(finding, "text"), joined(finding.at("snapshots")));
  }
  out += tr("{} snapshots, {} files, {} read\n", number_of(report, "snapshots"),
            number_of(report, "files"), size_in(report, "bytes_read"));
  if (number_of(report, "unnamed_files") > 0) {
    out += tr("{} files, {}, are in no snapshot: the next backup may use them\n",
              number_of(report, "unnamed_files"), size_in(report, "unnamed_bytes"));
  }
  return out + (report.at("clean").get<bool>() ? tr("clean\n") : tr("NOT CLEAN\n"));
}

std::string pruning_text(const Json& answer) {
  const bool done = answer.at("removed").get<bool>();
  std::string out;
  for (const Json& name : answer.at("snapshots")) {
    out += tr("snapshot {}\n", name.get<std::string>());
  }
  out += tr("{} snapshots, {} files, {} {}\n", answer.at("snapshots").size(),
            number_of(answer, "files"), size_in(answer, "bytes"),
            done ? "removed" : tr("would be removed"));
  return done ? out : out + tr("do it with --apply\n");
}

std::string restore_text(const Json& answer) {
  const Json& check = answer.at("check");
  std::string out = lines_of("damage", answer.at("findings"));
  for (const Json& finding : check.at("findings")) {
    out += fmt::format("{}: {}\n", text_of(finding, "severity"), text_of(finding, "text"));
  }
  const std::string directory = text_of(answer, "directory");
  out += tr("restored {} to {}: {} components, {} owners, log position {}, {} commits, {}\n",
            text_of(answer, "snapshot"), directory, number_of(check, "components"),
            number_of(check, "owners"), number_of(answer, "log_position"),
            number_of(answer, "commits"), size_in(answer, "bytes_copied"));
  if (!answer.at("clean").get<bool>()) out += tr("NOT WHOLE: what is missing stands above\n");
  return out + tr("every byte was compared with its hash, and all tables with each other; now:\n"
                  "  kho audit verify {0} --checkpoint FILE   with one that was kept elsewhere\n"
                  "  kho serve {0}                            searches find papers as they are "
                  "indexed again\n",
                  directory);
}

}  // namespace kho::tools

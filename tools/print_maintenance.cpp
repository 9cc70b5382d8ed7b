// The answers that administrators read.

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string line(const std::string& name, const std::string& value) {
  return fmt::format("{} {}\n", column(std::string(translated(name)), 18), value);
}

std::string chunk_table(const char* title, const Json& rows) {
  std::string out = fmt::format("\n{} {:>10} {:>12} {:>12}\n", column(title, 24),
                                translated("chunks"), translated("raw"), translated("stored"));
  for (const auto& [name, row] : rows.items()) {
    out += fmt::format("{} {:>10} {:>12} {:>12}\n", column(name, 24), number_of(row, "chunks"),
                       size_in(row, "raw_bytes"), size_in(row, "stored_bytes"));
  }
  return out;
}

// On a terminal nobody reads thousands of lines.
constexpr std::size_t kFindingsShown = 100;
constexpr std::size_t kIdsShown = 20;

std::string ids_text(const char* title, const Json& ids) {
  std::string out;
  std::size_t shown = 0;
  for (const Json& id : ids) {
    if (++shown > kIdsShown) return out + tr("    … {} in all\n", ids.size());
    out += fmt::format("    {} {}\n", title, id.get<std::string>());
  }
  return out;
}

std::string check_findings_text(const Json& findings) {
  std::string out;
  std::size_t shown = 0;
  for (const Json& finding : findings) {
    if (++shown > kFindingsShown) {
      return out + tr("… {} in all: see them with --json\n", findings.size());
    }
    out += fmt::format("{}: {}\n", finding.at("severity").get<std::string>(),
                       finding.at("text").get<std::string>());
    if (finding.contains("components")) {
      out += ids_text("component", finding.at("components"));
      out += ids_text("text of component", finding.at("texts_of"));
    }
  }
  return out;
}

}  // namespace

std::string destruction_text(const Json& answer) {
  const bool done = answer.at("destroyed").get<bool>();
  std::string out = tr("component {} ({}): {}\n", answer.at("component").get<std::string>(),
                       answer.at("type").get<std::string>(),
                       done ? "destroyed" : tr("nothing was done; this would go:"));
  for (const Json& file : answer.at("files")) {
    out += tr("  file {}, {}{}\n", file.at("sha256").get<std::string>(), size_in(file, "size"),
              file.at("shared").get<bool>() ? tr(": stays, another component has it") : "");
  }
  out += fmt::format("  {} {}\n", size_in(answer, "bytes"),
                     done ? tr("given up") : tr("would be given up"));
  for (const Json& hold : answer.at("holds")) {
    out += tr("  hold {}: {}\n", hold.at("name").get<std::string>(),
              hold.at("reason").get<std::string>());
  }
  if (!answer.at("keep_until").is_null()) {
    out += tr("  must be kept until {}\n", answer.at("keep_until").get<std::string>());
  }
  if (done) {
    return out + tr("record of destruction: log position {}\n", number_of(answer, "position"));
  }
  if (!answer.at("refused").is_null()) {
    return out + tr("it would be refused [{}]\n", answer.at("refused").get<std::string>());
  }
  return out + tr("do it with --apply\n");
}

std::string statistics_text(const Json& answer) {
  const Json& disk = answer.at("disk");
  std::string out;
  out += line("components", std::to_string(number_of(answer, "components")));
  out += line("owners", std::to_string(number_of(answer, "owners")));
  out += line("logical", size_in(answer, "logical_bytes") + tr(", files and their texts"));
  out += line("unique", size_in(answer, "unique_bytes"));
  out += line("stored", tr("{}, ratio {:.2f}", size_in(answer, "stored_bytes"),
                           answer.at("ratio").get<double>()));
  out += line("garbage", size_in(answer, "garbage_bytes") + tr(": kho compact gives it back"));
  out += line(tr("on disk"), tr("segments {}, tables {}, index {}", size_in(disk, "segments"),
                                size_in(disk, "tables"), size_in(disk, "index")));
  out += line("segments", tr("{}, and {} free", number_of(answer, "segments"),
                             number_of(answer, "free_segments")));
  out += line(tr("log position"), std::to_string(number_of(answer, "log_position")));
  if (number_of(answer, "damaged_records") > 0) {
    out += line(tr("damaged records"),
                std::to_string(number_of(answer, "damaged_records")) + tr(": see kho check"));
  }
  out += fmt::format("\n{} {:>10} {:>12} {:>12}\n", column("type", 24), "components", "files",
                     "logical");
  for (const auto& [name, row] : answer.at("types").items()) {
    out += fmt::format("{} {:>10} {:>12} {:>12}\n", column(name, 24), number_of(row, "components"),
                       number_of(row, "files"), size_in(row, "logical_bytes"));
  }
  out += chunk_table("media", answer.at("media"));
  out += chunk_table("codec", answer.at("codecs"));
  return out;
}

std::string compaction_text(const Json& job) {
  const Json& report = job.at("report");
  if (job.at("dry_run").get<bool>()) {
    return tr("would take {} segments, {} of them dead\n", number_of(report, "segments_chosen"),
              size_in(report, "dead_bytes"));
  }
  std::string out = tr(
      "{} of {} segments retired; {} read, {} written, {} chunks moved, {} of them stored harder\n"
      "segments take {} now, {} before\n",
      number_of(report, "segments_retired"), number_of(report, "segments_chosen"),
      size_in(report, "bytes_read"), size_in(report, "bytes_written"),
      number_of(report, "chunks_moved"), number_of(report, "chunks_ripened"),
      size_in(report, "file_bytes_after"), size_in(report, "file_bytes_before"));
  for (const Json& failure : report.at("failures")) {
    out += tr("damage: ") + failure.get<std::string>() + "\n";
  }
  if (report.at("stopped").get<bool>()) {
    out += tr("stopped before the end; the next compaction goes on from here\n");
  }
  return out;
}

std::string check_text(const Json& job) {
  const Json& report = job.at("report");
  std::string out = check_findings_text(report.at("findings"));
  out +=
      tr("{} components, {} owners, {} blobs, {} chunks, {} commits, {} segments\n",
         number_of(report, "components"), number_of(report, "owners"), number_of(report, "blobs"),
         number_of(report, "chunks"), number_of(report, "commits"), number_of(report, "segments"));
  if (number_of(report, "bytes_read") > 0) {
    out += tr("{} records read, {}\n", number_of(report, "records_read"),
              size_in(report, "bytes_read"));
  }
  out += tr("{} damaged, {} errors, {} notes\n", number_of(report, "damages"),
            number_of(report, "errors"), number_of(report, "notes"));
  if (report.at("stopped").get<bool>()) return out + tr("stopped before the end\n");
  return out + (report.at("clean").get<bool>() ? tr("clean\n") : tr("NOT CLEAN\n"));
}

std::string rebuild_text(const Json& report) {
  std::string out = check_findings_text(report.at("findings"));
  out += tr("tables made anew from {} segments: {} commits, {} blobs, {} chunks\n",
            number_of(report, "segments"), number_of(report, "commits"), number_of(report, "blobs"),
            number_of(report, "chunks"));
  const auto old = report.at("old_tables").get<std::string>();
  if (!old.empty()) out += tr("the tables before lie in {}\n", old);
  return out +
         (report.at("clean").get<bool>() ? tr("nothing was lost\n") : tr("SOMETHING WAS LOST\n"));
}

}  // namespace kho::tools

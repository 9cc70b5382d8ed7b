#include "tools/import/import_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {

using api::Json;

void ImportReport::add(std::uint64_t line, const CommandError& problem) {
  if (!as_json_) {
    // On a terminal, in place of the line that shows progress.
    const char* wipe = ::isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "";
    fmt::print(stderr, "{}",
               tr("{}line {}: {} [{}]\n", wipe, line, problem.what(), problem.code()));
  } else if (problems_.size() < kProblemsMax) {
    problems_.push_back({{"line", line}, {"code", problem.code()}, {"detail", problem.what()}});
  }
}

Json ImportReport::json(const ImportCounts& counts, bool stopped) const {
  return {{"dry_run", is_dry_run_},      {"lines", counts.lines},
          {"valid", counts.valid},       {"imported", counts.imported},
          {"held", counts.held},         {"done_before", counts.done_before},
          {"failed", counts.failed},     {"failed_before", counts.failed_before},
          {"bytes", counts.bytes},       {"stored_bytes", counts.stored_bytes},
          {"warnings", counts.warnings}, {"problems", problems_},
          {"stopped", stopped}};
}

std::string import_text(const Json& report) {
  const auto number = [&](const char* field) { return report.at(field).get<std::uint64_t>(); };
  std::string out = tr("{} lines: ", number("lines"));
  if (report.at("dry_run").get<bool>()) {
    out += tr("{} valid, {} wrong; nothing was changed\n", number("valid"), number("failed"));
    return out;
  }
  out += tr("{} imported, {} held already, {} wrong\n", number("imported"), number("held"),
            number("failed"));
  if (number("done_before") > 0) {
    out += tr("  {} were done by an earlier run\n", number("done_before"));
  }
  if (number("failed_before") > 0) {
    out += tr("  {} were wrong before and were not tried again: --retry-failed\n",
              number("failed_before"));
  }
  if (number("bytes") > 0) {
    out += tr("  {} read, {} added on disk\n", size_text(number("bytes")),
              size_text(number("stored_bytes")));
  }
  for (const auto& [code, count] : report.at("warnings").items()) {
    out += tr("  warning {}: {} papers\n", code, count.get<std::uint64_t>());
  }
  if (report.at("stopped").get<bool>())
    out += tr("  stopped before its end; run it again to go on\n");
  return out;
}

std::string watch_text(const Json& report) {
  const auto number = [&](const char* field) { return report.at(field).get<std::uint64_t>(); };
  return tr("{} imported, {} held already, {} wrong (failed/), {} files wait\n", number("imported"),
            number("held"), number("failed"), number("waiting"));
}

std::string ImportPace::text(const ImportCounts& counts, double share_read, double seconds) {
  // What earlier runs did is passed over in no time, and tells nothing of the rest.
  const std::uint64_t lines = counts.lines - counts.done_before - counts.failed_before;
  if (lines == 0) {
    seconds_before_ = seconds;
    share_before_ = share_read;
  }
  std::string out =
      tr("{} lines, {:.0f} %, {}", counts.lines, share_read * 100, size_text(counts.bytes));
  const double took = seconds - seconds_before_;
  const double share = share_read - share_before_;
  if (took < 0.5 || share <= 0) return out;
  out += tr(", {:.0f} lines/s", static_cast<double>(lines) / took);
  if (share_read < 1) out += tr(", {:.0f} s left", took * (1 - share_read) / share);
  return out;
}

}  // namespace kho::tools

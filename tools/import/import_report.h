// tools/import/import_report.h - What came of an import, for people and as JSON.
//
// Thread-confined.
#pragma once

#include <cstdint>
#include <string>

#include "api/json.h"
#include "tools/command_error.h"
#include "tools/import/importer.h"

namespace kho::tools {

class ImportReport {
 public:
  static constexpr std::size_t kProblemsMax = 1000;  // Of the JSON; the state file has all codes.

  // Problems are printed on standard error as they come, or kept for the JSON.
  ImportReport(bool is_dry_run, bool as_json) : is_dry_run_(is_dry_run), as_json_(as_json) {}

  void add(std::uint64_t line, const CommandError& problem);
  [[nodiscard]] api::Json json(const ImportCounts& counts, bool stopped) const;

 private:
  const bool is_dry_run_;
  const bool as_json_;
  api::Json problems_ = api::Json::array();
};

[[nodiscard]] std::string import_text(const api::Json& report);
[[nodiscard]] std::string watch_text(const api::Json& report);

// How fast it goes, and how long yet. Thread-confined.
class ImportPace {
 public:
  // "1200 lines, 24 %, 310.0 MB, 35 lines/s, 100 s left"
  std::string text(const ImportCounts& counts, double share_read, double seconds);

 private:
  double seconds_before_ = 0;
  double share_before_ = 0;
};

}  // namespace kho::tools

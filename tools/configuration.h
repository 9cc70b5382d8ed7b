// tools/configuration.h - What kho serve is told: by flags, by the environment, by one file.
//
// A flag goes before the environment, that before the file, that before the default. One table
// names every key: file, environment, flags, `kho config check` and docs/configuration.md follow
// it. A secret stands in a file of its own, whose path is told; none is told itself.
//
// Immutable functions. Errors: CommandError kUsage config_invalid, which names all that is wrong.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/connections.h"
#include "tools/server_doors.h"
#include "warehouse/schedule.h"

namespace kho::tools {

struct ScheduleOptions {
  std::string quiet_hours = "22:00-05:00";
  bool check = true;
  std::uint64_t check_parts = 30;
  bool compact = true;
  std::uint64_t compact_threshold_percent = 20;
  bool ripen = true;
  std::uint64_t ripen_older_than_days = 30;
  std::uint64_t megabytes_per_second = 20;
  std::uint64_t seconds_max = 7200;
  std::uint64_t start_delay_seconds = 600;
};
[[nodiscard]] warehouse::SchedulePolicy policy_of(const ScheduleOptions& options);

struct Configuration {
  std::filesystem::path directory;
  std::string listen = "127.0.0.1:8420";
  std::string admin_listen;
  std::uint64_t connections_per_address = api::ConnectionLimits{}.per_address;
  bool quiet = false;
  DoorOptions doors;
  std::vector<std::string> webhook_allow;
  std::string ocr = "auto";
  std::uint64_t reading_threads = 0;  // 0: as many as there are cores.
  ScheduleOptions schedule;
};

// Where the value of a key lies.
using Place = std::variant<bool*, std::uint64_t*, std::string*, std::filesystem::path*,
                           std::vector<std::string>*>;

struct Setting {
  enum class Names { kNothing, kFile, kSecretFile, kDirectory };

  std::string_view key;   // "section.name"; KHO_SECTION_NAME in the environment.
  std::string_view flag;  // Empty: it has none.
  std::string_view help;
  Place (*place)(Configuration&);
  Names names = Names::kNothing;      // What its value is a path of.
  std::uint64_t least = 0, most = 0;  // Of a number.
  // Of a text, or each of several: why it cannot be used; empty: it can.
  std::string (*check)(const std::string& text) = nullptr;

  [[nodiscard]] std::string environment() const;
};
[[nodiscard]] const std::vector<Setting>& settings();

// Why one text cannot be the value of a setting, as a flag or the environment gives it; empty: it
// can.
[[nodiscard]] std::string why_not(const Setting& setting, const std::string& text);

// A value as the file would have it: "text", 7, true, ["a", "b"].
[[nodiscard]] std::string toml_text(const Place& place);

// Whether a value asks for something: it is not empty, false or 0.
[[nodiscard]] bool is_set(const Place& place);

struct Sources {
  std::optional<std::filesystem::path> file;  // As --config says.
  std::filesystem::path usual_file =
      "/etc/kho/kho.toml";  // Where nothing names one; may be absent.
  std::function<const char*(const char* name)> environment;    // As std::getenv.
  std::map<std::string_view, std::vector<std::string>> flags;  // Of settings by their keys.
};

struct Configured {
  Configuration values;
  std::filesystem::path file;        // Empty: none was read.
  std::vector<std::string> origins;  // Of settings(): "default", "FILE:LINE", "environment NAME"...
};
// Throws also where the file that is named is not there.
[[nodiscard]] Configured configure(const Sources& sources);

}  // namespace kho::tools

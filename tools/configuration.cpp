#include "tools/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "api/json.h"
#include "api/number.h"
#include "api/reload.h"
#include "api/server.h"
#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/suggestion.h"
#include "tools/toml_file.h"
#include "tools/webhooks/address_guard.h"
#include "warehouse/reading.h"
#include "warehouse/warehouse.h"

namespace kho::tools {
namespace {

constexpr std::uint64_t kRateMax = 1'000'000;
constexpr std::uint64_t kThreadsMax = 256;
constexpr std::uint64_t kDaysMax = 36'500;
constexpr std::uint64_t kSecondsMax = 86'400;
constexpr std::uint64_t kMegabytesMax = 1'000'000;
constexpr std::uint64_t kConnectionsMax = std::numeric_limits<std::uint32_t>::max();
// An error tells of so many things at most.
constexpr std::size_t kProblemsMax = 20;

std::string check_ocr(const std::string& text) {
  return warehouse::value_in(warehouse::kOcrNames, text) ? "" : tr("give auto, off or always");
}

std::string check_address(const std::string& text) {
  if (text.empty()) return {};
  try {
    (void)api::parse_listen_address(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string check_network(const std::string& text) {
  try {
    (void)Network(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string check_quiet_hours(const std::string& text) {
  return warehouse::QuietHours::parse(text)
             ? ""
             : tr("give two times of the day in Vietnam, 22:00-05:00, or nothing for never");
}

// What needs what, both ways where it stands twice.
constexpr std::pair<std::string_view, std::string_view> kNeeds[] = {
    {"tls.certificate", "tls.key"},
    {"tls.key", "tls.certificate"},
    {"tls.client_ca", "tls.certificate"},
    {"tls.client_optional", "tls.client_ca"},
    {"jwt.keys", "jwt.issuer"},
    {"jwt.keys", "jwt.audience"},
    {"jwt.issuer", "jwt.keys"},
    {"jwt.audience", "jwt.keys"},
    {"rate.burst", "rate.requests_per_second"}};

const Setting* find_setting(std::string_view key) {
  const auto found = std::ranges::find(settings(), key, &Setting::key);
  return found == settings().end() ? nullptr : &*found;
}

std::string_view name_of(std::string_view key) { return key.substr(key.rfind('.') + 1); }

// "; did you mean tls.key?", or nothing where no key is near.
std::string meant(std::string_view key) {
  std::vector<std::string> keys;
  for (const Setting& each : settings()) {
    // The right name in another section.
    if (name_of(each.key) == name_of(key)) return tr("; did you mean {}?", each.key);
    keys.emplace_back(each.key);
  }
  const auto found = nearest(key, keys);
  return found ? tr("; did you mean {}?", *found) : "";
}

std::string range_text(const Setting& setting) {
  return tr("give a whole number, {} to {}", setting.least, setting.most);
}

class Configurer {
 public:
  explicit Configurer(const Sources& sources) : sources_(sources) {
    configured_.origins.assign(settings().size(), "default");
  }

  Configured run() {
    read_file();
    read_environment();
    for (const auto& [key, texts] : sources_.flags) {
      const Setting& setting = *find_setting(key);
      take(setting, texts,
           setting.flag.empty() ? "command line" : "flag " + std::string(setting.flag));
    }
    check_needs();
    if (problems_.empty()) return std::move(configured_);
    std::string text;
    for (const std::string& each : problems_) text += (text.empty() ? "" : "\n") + each;
    throw CommandError(kUsage, "config_invalid", text);
  }

 private:
  void tell(std::string problem) {
    if (problems_.size() < kProblemsMax) problems_.push_back(std::move(problem));
  }
  Place place_of(const Setting& setting) { return setting.place(configured_.values); }
  void note(const Setting& setting, std::string origin) {
    configured_.origins[static_cast<std::size_t>(&setting - settings().data())] = std::move(origin);
  }
  [[nodiscard]] const std::string& origin_of(const Setting& setting) const {
    return configured_.origins[static_cast<std::size_t>(&setting - settings().data())];
  }

  void read_file() {
    const char* named = sources_.environment("KHO_CONFIG");
    const bool by_environment = named != nullptr && *named != '\0';
    const std::filesystem::path file = sources_.file    ? *sources_.file
                                       : by_environment ? named
                                                        : sources_.usual_file;
    std::error_code unknown;
    const bool must_exist = sources_.file || by_environment;
    if (!must_exist && !std::filesystem::exists(file, unknown) && !unknown) return;
    try {
      configured_.file = file;
      for (const TomlEntry& entry :
           parse_toml(api::read_setup_file(file, api::Secrecy::kPublic), file)) {
        take(entry);
      }
    } catch (const api::SetupError& error) {
      tell(error.what());
    } catch (const TomlError& error) {
      tell(error.what());
    }
  }

  void take(const TomlEntry& entry) {
    const std::string origin = fmt::format("{}:{}", configured_.file.string(), entry.line);
    const Setting* setting = find_setting(entry.key);
    if (setting == nullptr) {
      const bool is_section =
          entry.key.ends_with('.') && std::ranges::any_of(settings(), [&](const Setting& each) {
            return each.key.starts_with(entry.key);
          });
      if (is_section) return;
      return tell(tr("{}: {}: there is no such key{}", origin, entry.key, meant(entry.key)));
    }
    const std::string wrong =
        std::visit([&](auto* value) { return put(*setting, entry, *value); }, place_of(*setting));
    if (!wrong.empty()) return tell(fmt::format("{}: {}: {}", origin, entry.key, wrong));
    note(*setting, origin);
  }

  // Each returns what is wrong.
  static std::string put(const Setting&, const TomlEntry& entry, bool& value) {
    const auto* given = std::get_if<bool>(&entry.value);
    if (given == nullptr) return tr("give true or false");
    value = *given;
    return {};
  }
  static std::string put(const Setting& setting, const TomlEntry& entry, std::uint64_t& value) {
    const auto* given = std::get_if<std::int64_t>(&entry.value);
    if (given == nullptr || *given < 0) return range_text(setting);
    std::string wrong = why_not(setting, std::to_string(*given));
    if (wrong.empty()) value = static_cast<std::uint64_t>(*given);
    return wrong;
  }
  static std::string put(const Setting& setting, const TomlEntry& entry, std::string& value) {
    const auto* given = std::get_if<std::string>(&entry.value);
    if (given == nullptr) return tr("give a text in quotation marks");
    std::string wrong = why_not(setting, *given);
    if (wrong.empty()) value = *given;
    return wrong;
  }
  // A relative path is meant from where the file lies.
  std::string put(const Setting& setting, const TomlEntry& entry,
                  std::filesystem::path& value) const {
    std::string text;
    std::string wrong = put(setting, entry, text);
    if (wrong.empty() && !text.empty()) text = configured_.file.parent_path() / text;
    if (wrong.empty()) value = text;
    return wrong;
  }
  static std::string put(const Setting& setting, const TomlEntry& entry,
                         std::vector<std::string>& value) {
    const auto* given = std::get_if<std::vector<std::string>>(&entry.value);
    if (given == nullptr) return R"(give a list of texts: ["a", "b"])";
    for (const std::string& each : *given) {
      if (std::string wrong = why_not(setting, each); !wrong.empty()) return wrong;
    }
    value = *given;
    return {};
  }

  void read_environment() {
    for (const Setting& setting : settings()) {
      const char* text = sources_.environment(setting.environment().c_str());
      if (text == nullptr) continue;
      std::vector<std::string> texts{text};
      if (std::holds_alternative<std::vector<std::string>*>(place_of(setting))) {
        texts = listed(text);
      }
      take(setting, texts, "environment " + setting.environment());
    }
  }

  // Of "a, b".
  static std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> texts;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(','), text.size());
      std::string each(text.substr(0, end));
      std::erase(each, ' ');
      if (!each.empty()) texts.push_back(std::move(each));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return texts;
  }

  // Values as a command line or the environment gives them: all are text.
  void take(const Setting& setting, const std::vector<std::string>& texts, std::string origin) {
    for (const std::string& text : texts) {
      const std::string wrong = why_not(setting, text);
      if (!wrong.empty()) return tell(fmt::format("{}: {}: {}", origin, setting.key, wrong));
    }
    const Place place = place_of(setting);
    if (auto* const* list = std::get_if<std::vector<std::string>*>(&place)) {
      **list = texts;
    } else if (auto* const* flag = std::get_if<bool*>(&place)) {
      **flag = texts.front() == "true";
    } else if (auto* const* number = std::get_if<std::uint64_t*>(&place)) {
      (void)api::is_number(texts.front(), **number);
    } else if (auto* const* path = std::get_if<std::filesystem::path*>(&place)) {
      **path = texts.front();
    } else {
      *std::get<std::string*>(place) = texts.front();
    }
    note(setting, std::move(origin));
  }

  void check_needs() {
    for (const auto& [key, needed] : kNeeds) {
      const Setting& setting = *find_setting(key);
      if (!is_set(place_of(setting)) || is_set(place_of(*find_setting(needed)))) continue;
      tell(tr("{}: {} needs {}, too", origin_of(setting), key, needed));
    }
  }

  const Sources& sources_;
  Configured configured_;
  std::vector<std::string> problems_;
};

}  // namespace

std::string Setting::environment() const {
  std::string name = "KHO_";
  for (const char c : key) {
    name.push_back(c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return name;
}

const std::vector<Setting>& settings() {
  using C = Configuration;
  using Names = Setting::Names;
  static const std::vector<Setting> all = {
      {"server.directory", "", "The warehouse", [](C& c) -> Place { return &c.directory; },
       Names::kDirectory},
      {"server.listen", "--listen", "Address and port; port 0 takes a free one",
       [](C& c) -> Place { return &c.listen; }, Names::kNothing, 0, 0, check_address},
      {"server.admin_listen", "--admin-listen",
       "Address and port where alone maintenance, catalogue, log and metrics are asked",
       [](C& c) -> Place { return &c.admin_listen; }, Names::kNothing, 0, 0, check_address},
      {"server.hosts", "--host",
       "A name under which this server is asked, *.example for one label; may be repeated",
       [](C& c) -> Place { return &c.doors.hosts; }},
      {"server.quiet", "--quiet", "Log no requests, only what goes wrong",
       [](C& c) -> Place { return &c.quiet; }},
      {"server.connections_per_address", "--connections-per-address", "At a time; 0: no limit",
       [](C& c) -> Place { return &c.connections_per_address; }, Names::kNothing, 0,
       kConnectionsMax},
      {"tls.certificate", "--tls-cert", "TLS: the certificate and its chain (PEM)",
       [](C& c) -> Place { return &c.doors.tls.certificate; }, Names::kFile},
      {"tls.key", "--tls-key", "TLS: its key (PEM)", [](C& c) -> Place { return &c.doors.tls.key; },
       Names::kSecretFile},
      {"tls.client_ca", "--tls-client-ca",
       "TLS: clients need a certificate of one of these authorities (PEM)",
       [](C& c) -> Place { return &c.doors.tls.client_ca; }, Names::kFile},
      {"tls.client_optional", "--tls-client-optional",
       "TLS: clients may come without a certificate",
       [](C& c) -> Place { return &c.doors.tls.client_optional; }},
      {"jwt.keys", "--jwt-keys", "Tokens of another issuer: its public keys (JWKS)",
       [](C& c) -> Place { return &c.doors.jwt.keys; }, Names::kFile},
      {"jwt.issuer", "--jwt-issuer", "Its name, as tokens have it (iss)",
       [](C& c) -> Place { return &c.doors.jwt.name; }},
      {"jwt.audience", "--jwt-audience", "This server's name, as tokens have it (aud)",
       [](C& c) -> Place { return &c.doors.jwt.audience; }},
      {"rate.requests_per_second", "--rate",
       "For each token, and each address without one; 0: no limit",
       [](C& c) -> Place { return &c.doors.requests_per_second; }, Names::kNothing, 0, kRateMax},
      {"rate.burst", "--rate-burst", "So many at once; 0: as many as in a second",
       [](C& c) -> Place { return &c.doors.burst; }, Names::kNothing, 0, kRateMax},
      {"webhooks.allow", "--webhook-allow",
       "A network that webhooks may lie in although it is not public: 10.1.0.0/16",
       [](C& c) -> Place { return &c.webhook_allow; }, Names::kNothing, 0, 0, check_network},
      {"reading.ocr", "--ocr",
       "When pages are recognised (OCR): auto where they have no usable text",
       [](C& c) -> Place { return &c.ocr; }, Names::kNothing, 0, 0, check_ocr},
      {"reading.threads", "", "Files read at a time; 0: as many as there are cores",
       [](C& c) -> Place { return &c.reading_threads; }, Names::kNothing, 0, kThreadsMax},
      {"schedule.quiet_hours", "", "When the server does maintenance by itself, in Vietnam's time",
       [](C& c) -> Place { return &c.schedule.quiet_hours; }, Names::kNothing, 0, 0,
       check_quiet_hours},
      {"schedule.check", "", "Reads a part of all data each night",
       [](C& c) -> Place { return &c.schedule.check; }},
      {"schedule.check_parts", "", "After so many nights all was read",
       [](C& c) -> Place { return &c.schedule.check_parts; }, Names::kNothing, 1,
       warehouse::kCheckPartsMax},
      {"schedule.compact", "", "Gives back the space of what is gone",
       [](C& c) -> Place { return &c.schedule.compact; }},
      {"schedule.compact_threshold_percent", "", "Of segments of which so much is dead",
       [](C& c) -> Place { return &c.schedule.compact_threshold_percent; }, Names::kNothing, 0,
       100},
      {"schedule.ripen", "", "Stores with better codecs what is old",
       [](C& c) -> Place { return &c.schedule.ripen; }},
      {"schedule.ripen_older_than_days", "", "What was sealed so long ago",
       [](C& c) -> Place { return &c.schedule.ripen_older_than_days; }, Names::kNothing, 0,
       kDaysMax},
      {"schedule.megabytes_per_second", "", "So much is read at most; 0: no limit",
       [](C& c) -> Place { return &c.schedule.megabytes_per_second; }, Names::kNothing, 0,
       kMegabytesMax},
      {"schedule.seconds_max", "", "Of each run; 0: until the quiet hours end",
       [](C& c) -> Place { return &c.schedule.seconds_max; }, Names::kNothing, 0, kSecondsMax},
      {"schedule.start_delay_seconds", "", "So long after its beginning the server begins nothing",
       [](C& c) -> Place { return &c.schedule.start_delay_seconds; }, Names::kNothing, 0,
       kSecondsMax}};
  return all;
}

std::string why_not(const Setting& setting, const std::string& text) {
  Configuration unused;
  const Place place = setting.place(unused);
  if (std::holds_alternative<bool*>(place)) {
    return text == "true" || text == "false" ? "" : tr("give true or false");
  }
  if (std::holds_alternative<std::uint64_t*>(place)) {
    std::uint64_t number = 0;
    const bool good =
        api::is_number(text, number) && number >= setting.least && number <= setting.most;
    return good ? "" : range_text(setting);
  }
  return setting.check == nullptr ? "" : setting.check(text);
}

std::string toml_text(const Place& place) {
  // What JSON escapes TOML does likewise.
  const auto quoted = [](const std::string& text) { return api::dump(text); };
  if (auto* const* flag = std::get_if<bool*>(&place)) return **flag ? "true" : "false";
  if (auto* const* number = std::get_if<std::uint64_t*>(&place)) return std::to_string(**number);
  if (auto* const* text = std::get_if<std::string*>(&place)) return quoted(**text);
  if (auto* const* path = std::get_if<std::filesystem::path*>(&place)) return quoted(**path);
  std::string out;
  for (const std::string& each : *std::get<std::vector<std::string>*>(place)) {
    out += (out.empty() ? "" : ", ") + quoted(each);
  }
  return "[" + out + "]";
}

bool is_set(const Place& place) {
  return std::visit(
      [](auto* value) {
        if constexpr (requires { value->empty(); }) {
          return !value->empty();
        } else {
          return *value != 0;
        }
      },
      place);
}

Configured configure(const Sources& sources) { return Configurer(sources).run(); }

warehouse::SchedulePolicy policy_of(const ScheduleOptions& options) {
  warehouse::SchedulePolicy policy;
  policy.quiet_hours = warehouse::QuietHours::parse(options.quiet_hours).value();
  policy.check = options.check;
  policy.check_parts = static_cast<std::uint32_t>(options.check_parts);
  policy.compact = options.compact;
  policy.dead_share = static_cast<double>(options.compact_threshold_percent) / 100;
  policy.ripen = options.ripen;
  policy.ripe_after_seconds = static_cast<std::int64_t>(options.ripen_older_than_days) * 86'400;
  policy.bytes_per_second = options.megabytes_per_second * 1'000'000;
  policy.time_max = std::chrono::seconds(options.seconds_max);
  policy.start_delay = std::chrono::seconds(options.start_delay_seconds);
  return policy;
}

}  // namespace kho::tools

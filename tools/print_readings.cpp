#include "tools/print_readings.h"

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {

using api::Json;

std::string pace_text(const Json& answer) {
  if (!answer.at("seconds_left").is_number()) return {};
  return tr("{:.0f} a minute, {:.0f} minutes left", answer.at("per_minute").get<double>(),
            answer.at("seconds_left").get<double>() / 60);
}

std::string readings_text(const Json& answer) {
  const auto number = [&](const char* field) { return answer.at(field).get<std::uint64_t>(); };
  std::string out =
      tr("{} waiting, {} of them being read; {} put off, {} quarantined\n", number("waiting"),
         number("in_progress"), number("delayed"), number("quarantined"));
  if (const std::string pace = pace_text(answer); !pace.empty()) out += pace + "\n";
  for (const Json& file : answer.at("quarantined_files")) {
    out += tr("{}  {} after {} attempts\n", joined(file.at("components")), text_of(file, "failure"),
              file.at("attempts").get<std::uint64_t>());
  }
  if (number("waiting") > 0) out += tr("A server reads them, and so does kho readings work DIR\n");
  if (number("quarantined") > 0) out += tr("kho readings retry DIR [COMPONENT] reads them again\n");
  return out;
}

std::string asked_text(const Json& answer) {
  return tr("{} to be read again\n", answer.at("asked").get<std::uint64_t>());
}

}  // namespace kho::tools

#include "tools/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace kho::tools {
namespace {

using api::Json;

std::string text_of(const Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string joined(const Json& texts) {
  std::string out;
  for (const Json& each : texts) out += (out.empty() ? "" : ", ") + each.get<std::string>();
  return out;
}

std::string validity_text(const Json& validity) {
  if (validity.contains("to")) return "valid until " + validity["to"].get<std::string>();
  return validity.value("indefinite", false) ? "no end" : "validity unknown";
}

// "5400123456 of 2021-03-12, no end": how a person tells one paper from another.
std::string paper_text(const Json& facts) {
  std::string out = text_of(facts, "number").empty() ? "no number" : text_of(facts, "number");
  if (const std::string date = text_of(facts, "issue_date"); !date.empty()) out += " of " + date;
  return out + ", " + validity_text(facts.at("validity"));
}

std::string outcome_text(const Json& answer) {
  const std::string reasons = joined(answer.at("reasons"));
  return answer.at("outcome").get<std::string>() + (reasons.empty() ? "" : ": " + reasons);
}

// What could satisfy a requirement: every way, every paper held, none chosen.
std::string alternatives_text(const Json& alternatives) {
  const bool several = alternatives.size() > 1 || alternatives.front().at("types").size() > 1;
  std::string out;
  for (const Json& alternative : alternatives) {
    const char* link = &alternative == &alternatives.front() ? "either" : "or";
    for (const Json& type : alternative.at("types")) {
      if (several) {
        out += fmt::format("       {} {} {}\n", column(link, 6), column(text_of(type, "name"), 57),
                           outcome_text(type));
        link = "and";
      }
      for (const Json& candidate : type.at("candidates")) {
        out += fmt::format("         {} {} [{}]\n", text_of(candidate, "component_id"),
                           paper_text(candidate), outcome_text(candidate));
      }
    }
  }
  return out;
}

}  // namespace

std::string column(const std::string& text, std::size_t columns) {
  std::size_t width = 0;
  std::size_t cut = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    if (width == columns - 1) cut = i;
    ++width;
  }
  if (width > columns) return text.substr(0, cut) + "…";
  return text + std::string(columns - width, ' ');
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1000 * 1000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  if (bytes < 1000ULL * 1000 * 1000) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
  }
  if (bytes < 1000ULL * 1000 * 1000 * 1000) {
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
  }
  return fmt::format("{:.1f} TB", static_cast<double>(bytes) / 1e12);
}

void print_answer(bool as_json, const Json& answer, std::string (*as_text)(const Json&)) {
  const std::string text = as_json ? api::dump(answer) + "\n" : as_text(answer);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string deposit_text(const Json& answer) {
  const Json& component = answer.at("component");
  std::string out = fmt::format("component {}\n", text_of(component, "id"));
  const Json& version = component.at("versions").back();
  out += fmt::format("  {} {}, sha256 {}\n", size_text(version.at("size").get<std::uint64_t>()),
                     text_of(version, "media_type"), text_of(version, "sha256"));
  out += answer.at("new_bytes").get<bool>()
             ? fmt::format("  stored in {}\n",
                           size_text(answer.at("stored_bytes").get<std::uint64_t>()))
             : std::string("  these bytes were held already: nothing added\n");
  for (const Json& warning : answer.at("warnings")) {
    out += fmt::format("  warning {}: {}\n", text_of(warning, "code"), text_of(warning, "detail"));
  }
  return out;
}

std::string reuse_text(const Json& answer) {
  const Json& procedure = answer.at("procedure");
  std::string out =
      fmt::format("{} {}\nfor {}{}, received on {}\n\n", text_of(procedure, "code"),
                  text_of(procedure, "name"), text_of(answer, "owner"),
                  answer.at("owner_known").get<bool>() ? "" : " (not known to the warehouse)",
                  text_of(answer, "on"));
  for (const Json& requirement : answer.at("requirements")) {
    out += fmt::format("  {} {} {}{}\n", column(text_of(requirement, "code"), 4),
                       column(text_of(requirement, "name"), 60), outcome_text(requirement),
                       requirement.at("required").get<bool>() ? "" : " (only in some cases)");
    out += alternatives_text(requirement.at("alternatives"));
  }
  std::string counts;
  for (const auto& item : answer.at("summary").items()) {
    const int count = item.value().get<int>();
    if (count > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, item.key());
  }
  out += fmt::format("\n{}\n", counts.empty() ? "this procedure asks for no papers" : counts);
  const std::string to_scan = joined(answer.at("to_scan"));
  out +=
      to_scan.empty() ? "nothing to ask for\n" : fmt::format("to ask for and scan: {}\n", to_scan);
  return out;
}

std::string search_text(const Json& answer) {
  std::string out;
  for (const Json& hit : answer.at("hits")) {
    const Json& component = hit.at("component");
    // What tells it apart: its subject, or else the name of its file.
    std::string about = text_of(component, "subject");
    if (about.empty()) about = text_of(component.at("versions").back(), "file_name");
    out +=
        fmt::format("{}  {}\n    {}{}\n", text_of(component, "id"), text_of(component, "type_name"),
                    paper_text(component), about.empty() ? "" : " · " + about);
  }
  const Json& total = answer.at("total");
  out += fmt::format("{}{} found\n", total.at("exact").get<bool>() ? "" : "about ",
                     total.at("value").get<std::uint64_t>());
  return out;
}

std::string component_text(const Json& component) {
  const Json& version = component.at("versions").back();
  std::string out = fmt::format(
      "{}  {}\n  {}\n  {} {}, text: {}\n  sha256 {}\n", text_of(component, "id"),
      text_of(component, "type_name"), paper_text(component),
      size_text(version.at("size").get<std::uint64_t>()), text_of(version, "media_type"),
      text_of(component.at("text"), "state"), text_of(version, "sha256"));
  if (const std::string day = text_of(component, "keep_until"); !day.empty()) {
    out += fmt::format("  must be kept until {}\n", day);
  }
  for (const Json& hold : component.at("holds")) {
    const std::string until = text_of(hold, "until");
    out += fmt::format("  hold {}{}: {}\n", text_of(hold, "name"),
                       until.empty() ? "" : " until " + until, text_of(hold, "reason"));
  }
  return out;
}

}  // namespace kho::tools

#include "tools/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "tools/language.h"

namespace kho::tools {
namespace {

using api::Json;

std::string validity_text(const Json& validity) {
  if (validity.contains("to")) return tr("valid until ") + validity["to"].get<std::string>();
  return validity.value("indefinite", false) ? tr("no end") : tr("validity unknown");
}

// What was decided on a component, one line each.
std::string decisions_text(const Json& component) {
  std::string out;
  if (const Json& review = component.at("review"); review.is_object()) {
    const std::string reason = text_of(review, "reason");
    out += tr("  {} by {}{}\n", text_of(component, "review_state"), text_of(review, "by"),
              reason.empty() ? "" : ": " + reason);
  }
  if (const Json& revocation = component.at("revocation"); revocation.is_object()) {
    out += tr("  revoked from {} by {}: {}\n", text_of(revocation, "on"), text_of(revocation, "by"),
              text_of(revocation, "reason"));
  }
  if (const Json& superseded = component.at("superseded"); superseded.is_object()) {
    out += tr("  superseded by {}\n", text_of(superseded, "by"));
  }
  if (const std::string earlier = text_of(component, "supersedes"); !earlier.empty()) {
    out += tr("  supersedes {}\n", earlier);
  }
  if (const std::string since = text_of(component, "damaged_since"); !since.empty()) {
    out += tr("  its file is damaged, found {}\n", since);
  }
  return out;
}

}  // namespace

std::string text_of(const Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& json, const char* field) {
  return json.at(field).get<std::uint64_t>();
}

std::string joined(const Json& texts) {
  std::string out;
  for (const Json& each : texts) out += (out.empty() ? "" : ", ") + each.get<std::string>();
  return out;
}

std::string paper_text(const Json& facts) {
  std::string out = text_of(facts, "number").empty() ? tr("no number") : text_of(facts, "number");
  if (const std::string date = text_of(facts, "issue_date"); !date.empty())
    out += tr(" of ") + date;
  return out + ", " + validity_text(facts.at("validity"));
}

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

std::string size_in(const Json& json, const char* field) {
  return size_text(number_of(json, field));
}

void print_answer(bool as_json, const Json& answer, std::string (*as_text)(const Json&)) {
  const std::string text = as_json ? api::dump(answer) + "\n" : as_text(answer);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string deposit_text(const Json& answer) {
  const Json& component = answer.at("component");
  std::string out = tr("component {}\n", text_of(component, "id"));
  const Json& version = component.at("versions").back();
  out += fmt::format("  {} {}, sha256 {}\n", size_text(version.at("size").get<std::uint64_t>()),
                     text_of(version, "media_type"), text_of(version, "sha256"));
  out += answer.at("new_bytes").get<bool>()
             ? tr("  stored in {}\n", size_text(answer.at("stored_bytes").get<std::uint64_t>()))
             : std::string(tr("  these bytes were held already: nothing added\n"));
  for (const Json& warning : answer.at("warnings")) {
    out += tr("  warning {}: {}\n", text_of(warning, "code"), text_of(warning, "detail"));
  }
  return out;
}

std::string component_text(const Json& component) {
  const Json& version = component.at("versions").back();
  std::string out =
      tr("{}  {}\n  {}\n  {} {}, text: {}\n  sha256 {}\n", text_of(component, "id"),
         text_of(component, "type_name"), paper_text(component),
         size_text(version.at("size").get<std::uint64_t>()), text_of(version, "media_type"),
         text_of(component.at("text"), "state"), text_of(version, "sha256"));
  if (component.at("versions").size() > 1) {
    out += tr("  version {}, corrected by {}: {}\n", version.at("number").get<std::uint32_t>(),
              text_of(version, "by"), text_of(version, "reason"));
  }
  out += fmt::format("  {}\n", text_of(component, "standing"));
  out += decisions_text(component);
  if (const std::string day = text_of(component, "keep_until"); !day.empty()) {
    out += tr("  must be kept until {}\n", day);
  }
  for (const Json& hold : component.at("holds")) {
    const std::string until = text_of(hold, "until");
    out += tr("  hold {}{}: {}\n", text_of(hold, "name"),
              until.empty() ? "" : tr(" until ") + until, text_of(hold, "reason"));
  }
  return out;
}

namespace {

std::string access_line(const Json& access, const std::string& paper) {
  const std::string dossier = text_of(access, "dossier");
  const std::string purpose = text_of(access, "purpose");
  const std::string agency = text_of(access, "agency");
  return fmt::format("{}  {} {}{}{}{}{}{}\n", text_of(access, "at"),
                     column(text_of(access, "action"), 16), text_of(access, "by"),
                     agency.empty() ? "" : tr(" of ") + agency, paper,
                     dossier.empty() ? "" : tr(", for dossier ") + dossier,
                     access.at("breaks_glass").get<bool>() ? tr(", broke the glass") : "",
                     purpose.empty() ? "" : ": " + purpose);
}

std::string more_line(const Json& answer, const char* option) {
  const Json& next = answer.at("next");
  return next.is_number() ? tr("more with {} {}\n", option, next.get<std::uint64_t>()) : "";
}

}  // namespace

std::string access_log_text(const Json& answer) {
  std::string out;
  for (const Json& access : answer.at("accesses")) out += access_line(access, "");
  if (out.empty()) out = tr("nobody has looked at it\n");
  return out + more_line(answer, "--after");
}

std::string owner_accesses_text(const Json& answer) {
  const std::string found = answer.at("found");
  if (found == "none") return tr("nobody is known by it\n");
  if (found == "several") return tr("several are known by it\n");
  std::string out;
  for (const Json& access : answer.at("accesses")) {
    const std::string component = text_of(access, "component_id");
    const std::string type = text_of(access, "type");
    out += access_line(
        access,
        component.empty() ? "" : fmt::format(", {} {}", type.empty() ? "paper" : type, component));
  }
  if (out.empty()) out = tr("nobody has looked at their papers\n");
  return out + more_line(answer, "--before");
}

}  // namespace kho::tools

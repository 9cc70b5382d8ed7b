#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string outcome_text(const Json& answer) {
  const std::string reasons = joined(answer.at("reasons"));
  return answer.at("outcome").get<std::string>() + (reasons.empty() ? "" : ": " + reasons);
}

// What could satisfy a requirement: every way, every paper held, none chosen.
std::string alternatives_text(const Json& alternatives) {
  const bool several = alternatives.size() > 1 || alternatives.front().at("types").size() > 1;
  std::string out;
  for (const Json& alternative : alternatives) {
    std::string link = &alternative == &alternatives.front() ? tr("either") : tr("or");
    for (const Json& type : alternative.at("types")) {
      if (several) {
        out += fmt::format("       {} {} {}\n", column(link, 6), column(text_of(type, "name"), 57),
                           outcome_text(type));
        link = tr("and");
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

std::string reuse_text(const Json& answer) {
  const Json& procedure = answer.at("procedure");
  std::string out =
      tr("{} {}\nfor {}{}, received on {}\n\n", text_of(procedure, "code"),
         text_of(procedure, "name"), text_of(answer, "owner"),
         answer.at("owner_known").get<bool>() ? "" : tr(" (not known to the warehouse)"),
         text_of(answer, "on"));
  for (const Json& requirement : answer.at("requirements")) {
    out += fmt::format("  {} {} {}{}\n", column(text_of(requirement, "code"), 4),
                       column(text_of(requirement, "name"), 60), outcome_text(requirement),
                       requirement.at("required").get<bool>() ? "" : tr(" (only in some cases)"));
    out += alternatives_text(requirement.at("alternatives"));
  }
  std::string counts;
  for (const auto& item : answer.at("summary").items()) {
    const int count = item.value().get<int>();
    if (count > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, item.key());
  }
  out += fmt::format("\n{}\n", counts.empty() ? tr("this procedure asks for no papers") : counts);
  const std::string to_scan = joined(answer.at("to_scan"));
  out += to_scan.empty() ? tr("nothing to ask for\n") : tr("to ask for and scan: {}\n", to_scan);
  out += tr("query {}\n", text_of(answer, "id"));
  return out;
}

std::string receipt_text(const Json& receipt) {
  const std::string remark = text_of(receipt, "remark");
  const std::string reasons = joined(receipt.at("reasons"));
  return tr(
      "receipt {}\n  {} by {} at {}{}\n  requirement {} of dossier {}\n"
      "  component {}, version {}, sha256 {}\n  it was {}{}\n",
      text_of(receipt, "id"), receipt.at("accepted").get<bool>() ? "reused" : "declined",
      text_of(receipt, "by"), text_of(receipt, "at"), remark.empty() ? "" : ": " + remark,
      text_of(receipt, "requirement"), text_of(receipt, "dossier_code"),
      text_of(receipt, "component_id"), receipt.at("version").get<std::uint32_t>(),
      text_of(receipt, "sha256"), text_of(receipt, "outcome"),
      reasons.empty() ? "" : ": " + reasons);
}

std::string uses_text(const Json& answer) {
  std::string out;
  for (const Json& receipt : answer.at("uses")) out += receipt_text(receipt);
  return out.empty() ? tr("no dossier reused it\n") : out;
}

}  // namespace kho::tools

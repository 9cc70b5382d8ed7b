#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

// "01a2… GCN_DKDN 0100109106"
std::string paper_line(const Json& paper) {
  std::string out = text_of(paper, "component_id");
  for (const char* field : {"type", "number"}) {
    if (const std::string value = text_of(paper, field); !value.empty()) out += " " + value;
  }
  return out;
}

std::string attachment_line(const Json& attachment) {
  const std::string requirement = text_of(attachment, "requirement");
  const bool copied = attachment.contains("component_id");
  return fmt::format(
      "  {} {} {}\n", column(requirement.empty() ? "-" : requirement, 4),
      column(text_of(attachment, "source"), 16),
      copied ? paper_line(attachment)
             : text_of(attachment, "database") + " " + text_of(attachment, "reference"));
}

}  // namespace

std::string dossier_text(const Json& dossier) {
  const Json& procedure = dossier.at("procedure");
  const std::string owner_name = text_of(dossier, "owner_name");
  std::string out = tr("{}  {}\n  {} {}\n  for {}{}, received on {}\n", text_of(dossier, "code"),
                       text_of(dossier, "id"), text_of(procedure, "code"),
                       text_of(procedure, "name"), text_of(dossier, "owner"),
                       owner_name.empty() ? "" : " " + owner_name, text_of(dossier, "received_on"));
  for (const Json& step : dossier.at("steps")) {
    const std::string note = text_of(step, "note");
    out +=
        fmt::format("  {}  {} {} ({}){}\n", text_of(step, "at"), column(text_of(step, "state"), 16),
                    text_of(step, "by"), text_of(step, "duty"), note.empty() ? "" : ": " + note);
  }
  if (!dossier.at("attachments").empty()) out += tr("papers\n");
  for (const Json& each : dossier.at("attachments")) out += attachment_line(each);
  for (const Json& each : dossier.at("verification_results")) {
    out += tr("  verification result  {}\n", paper_line(each));
  }
  for (const Json& each : dossier.at("results")) {
    out += tr("  result               {}\n", paper_line(each));
  }
  for (const Json& notice : dossier.at("notices")) {
    out += tr("NOTICE {}: {} was {}\n", text_of(notice, "at"), paper_line(notice),
              text_of(notice, "what"));
  }
  return out;
}

std::string dossier_change_text(const Json& answer) {
  std::string out = answer.at("changed").get<bool>() ? "" : tr("it was so already\n");
  out += dossier_text(answer.at("dossier"));
  for (const Json& warning : answer.at("warnings")) {
    out += tr("  warning {}: {}\n", text_of(warning, "code"), text_of(warning, "detail"));
  }
  return out;
}

}  // namespace kho::tools

#include "tools/print_findings.h"

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string pages_text(const Json& pages) {
  std::string out;
  for (const Json& page : pages) {
    out += (out.empty() ? tr(", p. ") : ", ") + std::to_string(page.get<std::uint64_t>());
  }
  return out;
}

std::string fact_text(const std::string& name, const Json& fact) {
  return tr("  {} {}  ({:.0f} %, p. {})\n", column(name, 16), text_of(fact, "value"),
            100 * fact.at("confidence").get<double>(), fact.at("page").get<std::uint64_t>());
}

std::string signature_text(const Json& signature) {
  const Json& signer = signature.at("signer");
  std::string out = tr("  {}: {}, {}, revocation {}, covers {}\n",
                       signer.is_null() ? tr("(unknown signer)") : text_of(signer, "name"),
                       text_of(signature, "integrity"), text_of(signature, "trust"),
                       text_of(signature, "revocation"), text_of(signature, "coverage"));
  if (const std::string at = text_of(signature, "signed_at"); !at.empty()) {
    out += fmt::format("    {} ({})\n", at, text_of(signature, "time_source"));
  }
  if (!signature.at("reasons").empty()) {
    out += fmt::format("    {}\n", joined(signature.at("reasons")));
  }
  return out;
}

}  // namespace

std::string findings_text(const Json& answer) {
  std::string out = tr("text: {}\n", text_of(answer.at("text"), "state"));
  for (const auto& [name, fact] : answer.at("facts").items()) {
    if (fact.is_object()) out += fact_text(name, fact);
  }
  for (const Json& owner : answer.at("facts").at("owners")) {
    out += fmt::format("  {} {}\n", column("owner", 16), text_of(owner, "key_masked"));
  }
  if (const Json& card = answer.at("citizen_card"); card.is_object()) {
    out += tr("citizen's card: {}, {}, born {} (p. {}, from its QR code)\n", text_of(card, "name"),
              text_of(card, "key_masked"), text_of(card, "birth"),
              card.at("page").get<std::uint64_t>());
  }
  for (const Json& similar : answer.at("similar")) {
    out +=
        tr("looks like {} (first page, {} of at most {} apart)\n", text_of(similar, "component_id"),
           similar.at("distance").get<int>(), similar.at("distance_max").get<int>());
  }
  for (const Json& difference : answer.at("differences")) {
    out += tr("differs: the paper says {} {} (p. {})\n", text_of(difference, "field"),
              text_of(difference, "found"), difference.at("page").get<std::uint64_t>());
  }
  for (const Json& warning : answer.at("warnings")) {
    out += tr("warning: {}{}\n", text_of(warning, "code"), pages_text(warning.at("pages")));
  }
  if (answer.at("signatures").is_array()) {
    out += tr("signatures: {}\n", answer.at("signatures").size());
    for (const Json& signature : answer.at("signatures")) out += signature_text(signature);
  }
  return out;
}

}  // namespace kho::tools

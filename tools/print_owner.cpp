// Owners and authorisations as people read them.

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string evidence_text(const Json& evidence) {
  return evidence.contains("component")
             ? tr("component ") + evidence["component"].get<std::string>()
             : evidence.at("document").get<std::string>();
}

std::string joined_or(const Json& texts, const std::string& none) {
  return texts.empty() ? none : joined(texts);
}

std::string text_or(const Json& value, const std::string& otherwise) {
  return value.is_null() ? otherwise : value.get<std::string>();
}

}  // namespace

std::string owner_text(const Json& owner) {
  std::string out = tr("owner {}  {}  {}\n", owner.at("id").get<std::string>(),
                       owner.at("key").get<std::string>(), owner.at("name").get<std::string>());
  for (const Json& other : owner.at("other_names")) {
    out += tr("  also named {} (component {})\n", other.at("name").get<std::string>(),
              other.at("component").get<std::string>());
  }
  for (const Json& alias : owner.at("aliases")) {
    out += tr("  alias {} since {}, by {}: {}\n", alias.at("key").get<std::string>(),
              alias.at("since").get<std::string>(), alias.at("by").get<std::string>(),
              evidence_text(alias.at("evidence")));
  }
  if (const Json& merged = owner.at("merged"); !merged.is_null()) {
    out += tr("  merged into {}, by {}: {} ({})\n", merged.at("into").get<std::string>(),
              merged.at("by").get<std::string>(), merged.at("reason").get<std::string>(),
              evidence_text(merged.at("evidence")));
  }
  if (!owner.at("members").empty()) {
    out += tr("  merged into it: {}\n", joined_or(owner.at("members"), ""));
  }
  return out;
}

std::string owner_answer_text(const Json& answer) {
  const auto found = answer.at("found").get<std::string>();
  std::string out =
      fmt::format("{}: {}\n", answer.at("owner").get<std::string>(),
                  found == "none"  ? tr("no owner is known by this key")
                  : found == "one" ? tr("one owner")
                                   : tr("several owners; which one, a person must find "
                                        "out"));
  for (const Json& owner : answer.at("owners")) out += owner_text(owner);
  if (const Json& parent = answer.at("parent"); !parent.is_null()) {
    out += tr("branch of {} ({})\n", parent.at("key").get<std::string>(),
              text_or(parent.at("id"), tr("not known to the warehouse")));
  }
  for (const char* side : {"given", "received"}) {
    for (const Json& each : answer.at("authorizations").at(side)) out += authorisation_text(each);
  }
  for (const Json& warning : answer.at("warnings")) {
    out += tr("warning {}: {}\n", warning.at("code").get<std::string>(),
              warning.at("detail").get<std::string>());
  }
  return out;
}

std::string authorisation_text(const Json& authorisation) {
  std::string out = tr(
      "authorization {}\n  {} lets {} act\n  from {} to {}; types: {}; procedures: {}\n"
      "  evidence: component {}; granted by {}\n",
      authorisation.at("id").get<std::string>(), authorisation.at("principal").get<std::string>(),
      authorisation.at("agent").get<std::string>(), authorisation.at("from").get<std::string>(),
      text_or(authorisation.at("to"), tr("the end of its evidence")),
      joined_or(authorisation.at("types"), "all"), joined_or(authorisation.at("procedures"), "all"),
      authorisation.at("evidence").get<std::string>(), authorisation.at("by").get<std::string>());
  if (const Json& revoked = authorisation.at("revoked"); !revoked.is_null()) {
    out += tr("  revoked at {} by {}: {}\n", revoked.at("at").get<std::string>(),
              revoked.at("by").get<std::string>(), revoked.at("reason").get<std::string>());
  }
  return out;
}

}  // namespace kho::tools

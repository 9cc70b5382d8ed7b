#include "tools/import/exporter.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>

#include "tools/language.h"
#include "tools/requests.h"
#include "warehouse/owner_key.h"

namespace kho::tools {
namespace {

using api::Json;

constexpr int kPage = 100;
constexpr std::chrono::seconds kIndexPatience{60};
constexpr std::chrono::milliseconds kIndexPause{200};

constexpr std::array<const char*, 19> kFields = {
    "type",         "kind",           "number",       "issue_date",     "issuer",
    "issuer_name",  "signer",         "subject",      "validity",       "scope",
    "location",     "origin",         "form",         "source_dossier", "source_procedure",
    "digitised_by", "digitised_unit", "digitised_on", "conversion"};

// So that a person can open it.
std::string extension_of(const std::string& media_type) {
  for (const auto& [type, extension] :
       {std::pair{"application/pdf", ".pdf"}, std::pair{"image/jpeg", ".jpg"},
        std::pair{"image/png", ".png"}, std::pair{"image/tiff", ".tif"},
        std::pair{"text/plain", ".txt"}}) {
    if (media_type == type) return extension;
  }
  return ".bin";
}

Json asked(const Ask& ask, api::Request request) {
  return api::parse_json(ask(std::move(request)).body);
}

bool says_something(const Json& value) {
  return !value.is_null() && !(value.is_string() && value.get_ref<const std::string&>().empty());
}

}  // namespace

Json metadata_of(const Json& component, const OwnerOnExport& owner) {
  Json metadata = {{"owner", owner.key}};
  if (!owner.name.empty()) metadata["owner_name"] = owner.name;
  for (const char* field : kFields) {
    if (says_something(component.at(field))) metadata[field] = component.at(field);
  }
  for (const char* field : {"review_state", "keep_until"}) {
    if (says_something(component.at(field))) metadata[field] = component.at(field);
  }
  metadata["signature"] = component.at("versions").back().at("signature");
  return metadata;
}

bool Exporter::owner(const std::string& key) {
  const Json known = asked(around_.ask, json_request("/v1/owners/lookup", {{"owner", key}}));
  if (known.at("found") == "none") {
    throw CommandError(kNotFound, "not_found", tr("the warehouse knows no such owner"));
  }
  if (known.at("found") == "several") {
    throw CommandError(kRefused, "owner_ambiguous", tr("that is a number of several owners"));
  }
  const Json& owners = known.at("owners");
  // Alone, an alias would make another owner of them where they are imported.
  if (std::ranges::none_of(owners,
                           [&](const Json& each) { return each.at("key") == known.at("owner"); })) {
    throw CommandError(kRefused, "owner_key_is_alias",
                       tr("the owner's own key is ") + owners.front().at("key").get<std::string>() +
                           tr(": export under that"));
  }
  const std::string normal = warehouse::OwnerKey::parse(key).text();
  return found({{"owner", key}}, [&](const Json& component) {
    OwnerOnExport owner{normal, owners.front().at("name").get<std::string>()};
    // Who was merged keeps the name.
    for (const Json& each : owners) {
      if (each.at("id") == component.at("owner_id"))
        owner.name = each.at("name").get<std::string>();
    }
    return std::optional(owner);
  });
}

bool Exporter::dossier(const std::string& code) {
  api::Request request = get_request("/v1/dossiers");
  request.query = {{"code", code}};
  const Json dossier = asked(around_.ask, std::move(request));
  const std::string path = "/v1/dossiers/" + dossier.at("id").get<std::string>();
  const Json owner = asked(around_.ask, get_request(path + "/sync")).at("owner");
  const auto owner_of = [&](const Json& component) -> std::optional<OwnerOnExport> {
    for (const Json& each : owner.at("identifiers")) {
      const std::string key =
          each.at("kind").get<std::string>() + ":" + each.at("number").get<std::string>();
      if (warehouse::masked_owner_key(key) == component.at("owner")) {
        return OwnerOnExport{key, owner.at("name").get<std::string>()};
      }
    }
    return std::nullopt;
  };
  std::set<std::string> ids;
  for (const char* list : {"attachments", "verification_results", "results"}) {
    for (const Json& paper : dossier.at(list)) {
      if (paper.at("component_id").is_string())
        ids.insert(paper.at("component_id").get<std::string>());
    }
  }
  for (const std::string& id : ids) {
    if (!around_.pause(std::chrono::milliseconds(0))) return false;
    try {
      take(asked(around_.ask, get_request(component_path(id))), owner_of);
    } catch (const CommandError& error) {
      if (error.code() != "not_found") throw;  // Destroyed since.
    }
    around_.progress(counts_.papers, ids.size());
  }
  return true;
}

bool Exporter::everything(const OwnerBook& owners) {
  const auto held = [&] {
    return asked(around_.ask, get_request("/v1/admin/stats")).at("components").get<std::uint64_t>();
  };
  const std::uint64_t before = held();
  const bool done = found(Json::object(), [&](const Json& component) {
    const auto id = warehouse::Uuid::parse(component.at("owner_id").get<std::string>());
    return id ? owners.find(*id) : std::nullopt;
  });
  if (done && before == held() &&
      counts_.papers + counts_.damaged + counts_.without_owner != before) {
    throw CommandError(kFailed, "export_incomplete",
                       tr("the search does not find every paper: kho reindex DIR, then again"));
  }
  return done;
}

bool Exporter::wait_for_index() {
  std::uint64_t target = 0;
  const auto deadline = std::chrono::steady_clock::now() + kIndexPatience;
  while (true) {
    const Json answer = asked(around_.ask, json_request("/v1/search", {{"limit", 1}}));
    // Every look is in the log, this one, too: what counts is where it stood at the first.
    if (target == 0) target = answer.at("log_position");
    if (answer.at("position") >= target) return true;
    if (std::chrono::steady_clock::now() > deadline) {
      throw CommandError(kUnavailable, "export_incomplete",
                         tr("the search index is behind: try again when it has caught up"));
    }
    if (!around_.pause(kIndexPause)) return false;
  }
}

bool Exporter::found(const Json& filter, const OwnerOf& owner_of) {
  if (!wait_for_index()) return false;
  Json question = filter;
  question.update({{"sort", "newest"}, {"limit", kPage}, {"fragments", 0}});
  std::uint64_t total = 0;
  std::uint64_t seen = 0;
  while (true) {
    const Json page = asked(around_.ask, json_request("/v1/search", question));
    if (page.at("shards_missing") != 0) {
      throw CommandError(kUnavailable, "export_incomplete",
                         tr("a machine with a part of the index does not answer"));
    }
    if (!question.contains("cursor") && page.at("total").at("exact").get<bool>()) {
      total = page.at("total").at("value");
    }
    for (const Json& hit : page.at("hits")) {
      if (!around_.pause(std::chrono::milliseconds(0))) return false;
      take(hit.at("component"), owner_of);
      around_.progress(++seen, total);
    }
    if (page.at("next").is_null()) break;
    question["cursor"] = page.at("next");
  }
  if (seen < total) {
    throw CommandError(
        kFailed, "export_incomplete",
        tr("papers that the search counts cannot be read: kho check DIR tells more"));
  }
  return true;
}

void Exporter::take(const Json& component, const OwnerOf& owner_of) {
  const std::string id = component.at("id");
  try {
    const auto owner = owner_of(component);
    if (!owner) {
      ++counts_.without_owner;
      throw CommandError(kRefused, "owner_key_unknown",
                         tr("the paper belongs to somebody else, whose key is not known here"));
    }
    write(component, *owner);
    ++counts_.papers;
  } catch (const CommandError& error) {
    if (error.code() == "data_damaged") {
      ++counts_.damaged;
    } else if (error.code() != "owner_key_unknown") {
      throw;
    }
    around_.report(id, error);
  }
}

void Exporter::write(const Json& component, const OwnerOnExport& owner) {
  const std::string id = component.at("id");
  const Json& version = component.at("versions").back();
  const std::string content = around_.ask(get_request(component_path(id) + "/content")).body;
  const store::Sha256 hash = store::Sha256::of(store::as_bytes(content));
  if (hash.hex() != version.at("sha256")) {
    throw CommandError(kUnavailable, "content_differs",
                       tr("a paper was corrected meanwhile: try again"));
  }
  // By the last digits, which are random: some thousand files a folder.
  const std::string path =
      id.substr(id.size() - 2) + "/" + id + extension_of(version.at("media_type"));
  bag_.add(path, content, hash);
  Json line = metadata_of(component, owner);
  line["file"] = "data/" + path;
  line["sha256"] = hash.hex();
  line["file_name"] = version.at("file_name");
  line["record"] = component;
  bag_.add_line(line);
}

}  // namespace kho::tools

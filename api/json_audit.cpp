#include "api/json_audit.h"

#include "api/json_fields.h"
#include "api/json_values.h"
#include "store/error.h"
#include "warehouse/base64.h"
#include "warehouse/event_names.h"
#include "warehouse/record_codec.h"

namespace kho::api {
namespace {

using warehouse::name_in;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json path_json(const warehouse::MerklePath& path) {
  Json json = Json::array();
  for (const warehouse::Sha256& hash : path) json.push_back(hash.hex());
  return json;
}

void add_event(Json& json, const warehouse::Event& event) {
  json["type"] = warehouse::event_name(event.type);
  json["time"] = warehouse::utc_text(event.time_ms);
  if (event.component) json["component"] = event.component->text();
  if (event.owner) json["owner"] = event.owner->text();
  if (!event.sha256.empty()) json["sha256"] = hex(event.sha256);
  for (const std::string& file : event.files) json["files"].push_back(hex(file));
}

std::optional<warehouse::MerklePath> path_from(const Json& json) {
  // A path of a log of 2^63 entries is no longer.
  if (!json.is_array() || json.size() > 63) return std::nullopt;
  warehouse::MerklePath path;
  for (const Json& each : json) {
    const auto hash =
        each.is_string() ? store::Sha256::from_hex(each.get<std::string>()) : std::nullopt;
    if (!hash) return std::nullopt;
    path.push_back(*hash);
  }
  return path;
}

}  // namespace

Json keys_json(const std::vector<warehouse::PublicKey>& keys) {
  Json jwks = Json::array();
  std::string pem;
  for (const warehouse::PublicKey& key : keys) {
    jwks.push_back(Json::parse(key.jwk()));
    pem += key.pem();
  }
  return {{"keys", std::move(jwks)}, {"signing", keys.front().id()}, {"pem", std::move(pem)}};
}

Json to_json(const warehouse::LogProof& proof) {
  return {{"position", proof.position},
          {"leaf_index", proof.position - 1},
          {"payload", warehouse::base64(proof.payload)},
          {"checkpoint", proof.checkpoint},
          {"inclusion_path", path_json(proof.path)}};
}

Json to_json(const warehouse::ConsistencyProof& proof) {
  return {{"from", proof.from},
          {"checkpoint", proof.checkpoint},
          {"consistency_path", path_json(proof.path)}};
}

Json to_json(const warehouse::LogPage::Entry& entry) {
  Json json = {{"position", entry.position},
               {"hash", entry.hash.hex()},
               {"type", nullptr},
               {"time", nullptr},
               {"payload", warehouse::base64(entry.payload)}};
  try {
    add_event(json, warehouse::decode_event(entry.payload));
  } catch (const store::Error& error) {
    // A damaged entry is exported as it lies there.
    if (!store::is_damage(error)) throw;
  }
  return json;
}

Json to_json(const warehouse::LogPage& page) {
  Json entries = Json::array();
  for (const warehouse::LogPage::Entry& entry : page.entries) entries.push_back(to_json(entry));
  return {{"entries", std::move(entries)}, {"last", page.last}};
}

Json to_json(const warehouse::AuditReport& report) {
  const auto& names = warehouse::kCheckpointVerdictNames;
  Json bad = nullptr;
  if (report.first_bad_checkpoint) {
    bad = {{"size", *report.first_bad_checkpoint}, {"verdict", name_in(names, report.why)}};
  }
  return {{"good", report.good() && !report.stopped},
          {"stopped", report.stopped},
          {"entries", report.entries},
          {"first_broken", or_null(report.first_broken)},
          {"kept_hashes", report.kept_hashes},
          {"tree_differs", or_null(report.tree_differs)},
          {"checkpoints", report.checkpoints},
          {"first_bad_checkpoint", std::move(bad)},
          {"outside_checkpoint", name_in(names, report.outside)}};
}

std::optional<warehouse::LogProof> log_proof_from(std::string_view text) {
  const auto json = parse_strictly(text);
  if (!json) return std::nullopt;
  try {
    Fields fields(*json, "proof", warehouse::Errc::kMetadataInvalid);
    constexpr std::uint64_t kMost = (1ULL << 63) - 1;
    warehouse::LogProof proof;
    proof.position = fields.number("position", 0, kMost);
    const auto payload = warehouse::from_base64(fields.text("payload"));
    proof.checkpoint = fields.required_text("checkpoint");
    const auto path = path_from(fields.member("inclusion_path"));
    if (fields.number("leaf_index", 0, kMost) + 1 != proof.position || !payload || !path) {
      return std::nullopt;
    }
    fields.finish();
    proof.payload = *payload;
    proof.path = *path;
    return proof;
  } catch (const warehouse::Error&) {
    return std::nullopt;
  }
}

warehouse::AuditOrder audit_order_from(const Json& json) {
  Fields fields(json, "job", warehouse::Errc::kJobInvalid);
  (void)fields.text("kind");
  warehouse::AuditOrder order{fields.text("checkpoint")};
  fields.finish();
  return order;
}

}  // namespace kho::api

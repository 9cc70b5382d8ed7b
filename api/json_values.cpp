#include "api/json_values.h"

#include "store/sha256.h"

namespace kho::api {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json time_or_null(const std::optional<std::int64_t>& ms) {
  return ms ? Json(warehouse::utc_text(*ms)) : Json();
}

Json date_or_null(const std::optional<warehouse::Date>& date) {
  return date ? Json(date->text()) : Json();
}

Json id_or_null(const std::optional<warehouse::Uuid>& id) { return id ? Json(id->text()) : Json(); }

Json validity_json(const warehouse::Validity& validity) {
  Json json = Json::object();
  if (validity.from) json["from"] = validity.from->text();
  switch (validity.kind) {
    case warehouse::Validity::Kind::kUnknown:
      json["unknown"] = true;
      break;
    case warehouse::Validity::Kind::kIndefinite:
      json["indefinite"] = true;
      break;
    case warehouse::Validity::Kind::kUntil:
      json["to"] = validity.to->text();
      break;
  }
  return json;
}

Json holds_json(const std::vector<warehouse::Hold>& holds) {
  Json json = Json::array();
  for (const warehouse::Hold& hold : holds) {
    json.push_back({{"name", hold.name},
                    {"reason", hold.reason},
                    {"since", warehouse::utc_text(hold.since_ms)},
                    {"until", date_or_null(hold.until)}});
  }
  return json;
}

Json ids_json(const std::vector<warehouse::Uuid>& ids) {
  Json json = Json::array();
  for (const warehouse::Uuid& id : ids) json.push_back(id.text());
  return json;
}

Json warnings_json(const warehouse::Warnings& warnings) {
  Json json = Json::array();
  for (const warehouse::Warning& warning : warnings) {
    json.push_back({{"code", warning.code}, {"detail", warning.detail}});
  }
  return json;
}

Json reasons_json(const std::vector<warehouse::Reason>& reasons) {
  Json json = Json::array();
  for (const warehouse::Reason reason : reasons) {
    json.push_back(warehouse::name_in(warehouse::kReasonNames, reason));
  }
  return json;
}

std::string hex(const std::string& raw_hash) {
  const auto hash = store::Sha256::from_raw(raw_hash);
  return hash ? hash->hex() : std::string();
}

std::string content_path(const warehouse::Uuid& component) {
  return "/v1/components/" + component.text() + "/content";
}

}  // namespace kho::api

#include "api/json_events.h"

#include "api/json_fields.h"
#include "api/json_values.h"
#include "api/number.h"
#include "api/problem.h"
#include "api/query_json.h"
#include "store/sha256.h"
#include "warehouse/component.h"
#include "warehouse/dossier.h"
#include "warehouse/event_names.h"
#include "warehouse/webhook.h"

namespace kho::api {
namespace {

using warehouse::Event;
using warehouse::name_in;

constexpr std::uint64_t kWaitSecondsMax = 30;

void put(Json& data, const char* field, const std::string& text) {
  if (!text.empty()) data[field] = text;
}

void put(Json& data, const char* field, const std::optional<warehouse::Uuid>& id) {
  if (id) data[field] = id->text();
}

// The enumerator's name; of a later version's that has none here, its number.
template <typename Enum, std::size_t N>
Json name_of(const warehouse::NameTable<Enum, N>& table, std::uint32_t number) {
  const std::string_view name = name_in(table, static_cast<Enum>(number));
  return name.empty() ? Json(number) : Json(name);
}

// What `number` says depends on the type.
void put_number(Json& data, const Event& event) {
  switch (event.type) {
    case Event::Type::kReviewed:
      data["state"] = name_of(warehouse::kReviewStateNames, event.number);
      break;
    case Event::Type::kDossierOpened:
    case Event::Type::kDossierMoved:
      data["state"] = name_of(warehouse::kDossierStateNames, event.number);
      break;
    case Event::Type::kAttached:
      data["source"] = name_of(warehouse::kSourceNames, event.number);
      break;
    case Event::Type::kDossierTold:
      data["what"] = name_of(warehouse::kNoticeNames, event.number);
      break;
    case Event::Type::kWebhookDisabled:
      data["what"] = name_of(warehouse::kWebhookEndNames, event.number);
      break;
    case Event::Type::kCorrected:
    case Event::Type::kReused:
    case Event::Type::kReuseDeclined:
      data["version"] = event.number;
      break;
    default:
      if (event.number != 0) data["number"] = event.number;
  }
}

const char* note_name(Event::Type type) {
  switch (type) {
    case Event::Type::kHoldPlaced:
    case Event::Type::kHoldLifted:
      return "hold";
    case Event::Type::kAttached:
    case Event::Type::kReused:
    case Event::Type::kReuseDeclined:
      return "requirement";
    default:
      return "note";
  }
}

const char* day_name(Event::Type type) {
  if (type == Event::Type::kDossierOpened) return "received_on";
  return type == Event::Type::kRevoked ? "on" : "until";
}

const char* related_name(Event::Type type) {
  const bool reuse = type == Event::Type::kReused || type == Event::Type::kReuseDeclined;
  return reuse ? "receipt_id" : "related_id";
}

Json access_json(const warehouse::Access& access) {
  Json json = {{"action", name_in(warehouse::kAccessActionNames, access.action)},
               {"at", warehouse::utc_text(access.at_ms)}};
  put(json, "owner_id", access.owner);
  put(json, "component_id", access.component);
  put(json, "query_id", access.query);
  put(json, "by", access.purpose.by);
  put(json, "dossier", access.purpose.dossier);
  put(json, "purpose", access.purpose.why);
  return json;
}

Json data_json(const Event& event) {
  Json data = Json::object();
  put(data, "component_id", event.component);
  put(data, "owner_id", event.owner);
  put(data, "dossier_id", event.dossier);
  put(data, related_name(event.type), event.related);
  put(data, "sha256", hex(event.sha256));
  put(data, "component_type", event.component_type);
  for (const std::string& file : event.files) data["files"].push_back(hex(file));
  put(data, note_name(event.type), event.note);
  put(data, "reason", event.reason);
  put(data, "approved_by", event.approved_by);
  if (event.until) data[day_name(event.type)] = event.until->text();
  put(data, "agency", event.agency);
  put(data, "procedure", event.procedure);
  put(data, "by", event.by);
  put_number(data, event);
  for (const auto& access : event.accesses) data["accesses"].push_back(access_json(access));
  return data;
}

bool accesses_from(Fields& fields) {
  const std::string include = fields.text("include");
  if (!include.empty() && include != "accesses") fields.refuse("include", "must be accesses");
  return !include.empty();
}

}  // namespace

warehouse::FeedOrder feed_order_from(const Request& request) {
  warehouse::FeedOrder order;
  const Json query = query_json(request, {"after", "limit", "wait"});
  Fields fields(query, "query", warehouse::Errc::kQueryInvalid);
  order.after = fields.number("after", 0, UINT64_MAX);
  order.limit = fields.number("limit", order.limit, warehouse::kFeedEventsMax);
  if (order.limit == 0) fields.refuse("limit", "must be 1 or more");
  order.wait = std::chrono::seconds(fields.number("wait", 0, kWaitSecondsMax));
  order.accesses = accesses_from(fields);
  fields.finish();
  return order;
}

warehouse::FeedOrder stream_order_from(const Request& request) {
  warehouse::FeedOrder order;
  const Json query = query_json(request, {"after"});
  Fields fields(query, "query", warehouse::Errc::kQueryInvalid);
  order.after = fields.number("after", 0, UINT64_MAX);
  order.accesses = accesses_from(fields);
  fields.finish();
  const std::string_view last = request.header("last-event-id");
  if (!last.empty() && !is_number(last, order.after)) {
    throw Problem(400, "query_invalid", "Last-Event-ID is the id of an event");
  }
  return order;
}

Json to_json(const warehouse::FeedPage::Entry& entry) {
  return {{"specversion", "1.0"},
          {"id", std::to_string(entry.position)},
          {"source", "urn:kho:log"},
          {"type", event_name(entry.event.type)},
          {"time", warehouse::utc_text(entry.event.time_ms)},
          {"datacontenttype", "application/json"},
          {"data", data_json(entry.event)}};
}

Json to_json(const warehouse::FeedPage& page) {
  Json events = Json::array();
  for (const auto& entry : page.entries) events.push_back(to_json(entry));
  return {{"events", std::move(events)}, {"next", page.next}, {"log_position", page.log_position}};
}

}  // namespace kho::api

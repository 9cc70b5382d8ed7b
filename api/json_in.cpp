// What comes in: JSON to values.

#include <set>

#include "api/json.h"
#include "api/json_audit.h"
#include "api/json_fields.h"
#include "api/problem.h"

namespace kho::api {
namespace {

using warehouse::Errc;

warehouse::Validity validity_from(const Json& json) {
  warehouse::Validity validity;
  if (json.is_null()) return validity;
  Fields fields(json, "metadata, field validity", Errc::kMetadataInvalid);
  validity.from = fields.date("from");
  validity.to = fields.date("to");
  const bool indefinite = fields.flag("indefinite", false);
  const bool unknown = fields.flag("unknown", false);
  fields.finish();
  if (indefinite + unknown + validity.to.has_value() > 1) {
    throw warehouse::Error(Errc::kMetadataInvalid,
                           "metadata, field validity: give one of to, indefinite and unknown");
  }
  if (validity.to) validity.kind = warehouse::Validity::Kind::kUntil;
  if (indefinite) validity.kind = warehouse::Validity::Kind::kIndefinite;
  return validity;
}

warehouse::Requirement requirement_from(const Json& json, const std::string& where) {
  warehouse::Requirement requirement;
  Fields fields(json, where, Errc::kCatalogueInvalid);
  requirement.code = fields.required_text("code");
  requirement.name = fields.required_text("name");
  const Json& any_of = fields.member("any_of");
  if (!any_of.is_array()) fields.refuse("any_of", "must be an array of alternatives");
  for (const Json& alternative : any_of) {
    requirement.any_of.push_back(fields.texts_of("any_of", alternative));
  }
  requirement.required = fields.flag("required", true);
  requirement.site_bound = fields.flag("site_bound", false);
  requirement.third_party = fields.flag("third_party", false);
  fields.finish();
  return requirement;
}

// An agency code in normal form, or empty.
std::string agency_from(Fields& fields, const std::string& field) {
  const std::string code = fields.text(field);
  try {
    return code.empty() ? code : warehouse::normal_agency_code(code);
  } catch (const warehouse::Error& error) {
    fields.refuse(field, error.what());
  }
}

void add_record(warehouse::Catalogue& catalogue, const Json& json, const std::string& where) {
  Fields fields(json, where, Errc::kCatalogueInvalid);
  const std::string record = fields.required_text("record");
  if (record == "agency") {
    const std::string code = agency_from(fields, "code");
    if (code.empty()) fields.refuse("code", "is missing");
    catalogue.agencies.push_back({code, fields.required_text("name")});
  } else if (record == "component_type") {
    catalogue.types.push_back(
        {fields.required_text("code"), fields.required_text("name"),
         fields.enumerator("kind", warehouse::kKindNames, warehouse::Kind::kComponent),
         fields.flag("reusable", true)});
  } else if (record == "procedure") {
    warehouse::Procedure procedure;
    procedure.code = fields.required_text("code");
    procedure.name = fields.required_text("name");
    procedure.field = fields.text("field");
    procedure.agency = agency_from(fields, "agency");
    procedure.valid_from =
        fields.date("valid_from").value_or(warehouse::Date::parse("2000-01-01").value());
    const Json& requirements = fields.member("requirements");
    if (!requirements.is_array()) fields.refuse("requirements", "must be an array");
    for (const Json& each : requirements) {
      procedure.requirements.push_back(requirement_from(each, where + ", " + procedure.code));
    }
    procedure.results = fields.texts("results");
    catalogue.procedures.push_back(std::move(procedure));
  } else {
    fields.refuse("record", "must be agency, component_type or procedure");
  }
  fields.finish();
}

}  // namespace

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Json> parse_strictly(std::string_view text) {
  // Which keys the objects around the current place have had.
  std::vector<std::set<std::string>> seen;
  bool refused = false;
  const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
    if (refused) return false;
    if (depth > kJsonDepthMax) refused = true;
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second) {
      refused = true;
    }
    return !refused;  // What is refused is not kept, so nothing deep is ever built.
  };
  Json json = Json::parse(text, check, false);
  if (refused || json.is_discarded()) return std::nullopt;
  return json;
}

Json parse_json(std::string_view text) {
  auto json = parse_strictly(text);
  if (!json) {
    throw Problem(400, "json_invalid",
                  "the body is not JSON in UTF-8, is nested too deeply or repeats a key");
  }
  return std::move(*json);
}

warehouse::Deposit deposit_from(const Json& json) {
  warehouse::Deposit deposit;
  Fields fields(json, "metadata", Errc::kMetadataInvalid);
  deposit.owner = fields.required_text("owner");
  deposit.owner_name = fields.text("owner_name");
  warehouse::Facts& facts = deposit.facts;
  facts.type = fields.required_text("type");
  if (!fields.text("kind").empty()) {
    deposit.kind = fields.enumerator("kind", warehouse::kKindNames, facts.kind);
  }
  facts.number = fields.text("number");
  facts.issue_date = fields.date("issue_date");
  facts.issuer = fields.text("issuer");
  facts.issuer_name = fields.text("issuer_name");
  facts.signer = fields.text("signer");
  facts.subject = fields.text("subject");
  facts.validity = validity_from(fields.member("validity"));
  facts.location = fields.text("location");
  facts.origin = fields.enumerator("origin", warehouse::kOriginNames, facts.origin);
  facts.form = fields.enumerator("form", warehouse::kFormNames, facts.form);
  facts.source_dossier = fields.text("source_dossier");
  facts.source_procedure = fields.text("source_procedure");
  facts.digitised_by = fields.text("digitised_by");
  facts.review = fields.enumerator("review_state", warehouse::kReviewStateNames, facts.review);
  deposit.keep_until = fields.date("keep_until");
  fields.finish();
  return deposit;
}

warehouse::ReuseQuestion reuse_question_from(const Json& json) {
  warehouse::ReuseQuestion question;
  Fields fields(json, "question", Errc::kQueryInvalid);
  question.owner = fields.required_text("owner");
  question.procedure = fields.required_text("procedure");
  question.on = fields.date("on");
  question.location = fields.text("location");
  fields.finish();
  return question;
}

warehouse::SearchQuestion search_question_from(const Json& json) {
  warehouse::SearchQuestion question;
  Fields fields(json, "question", Errc::kQueryInvalid);
  question.text = fields.text("q");
  question.owner = fields.text("owner");
  if (const std::string id = fields.text("owner_id"); !id.empty()) {
    question.owner_id = warehouse::Uuid::parse(id);
    if (!question.owner_id) fields.refuse("owner_id", "is not an owner id");
  }
  question.types = fields.texts("type");
  question.kinds = fields.texts("kind");
  question.years = fields.texts("year");
  question.limit = static_cast<std::uint32_t>(fields.number("limit", question.limit, 100));
  question.offset = static_cast<std::uint32_t>(fields.number("offset", 0, 10000));
  question.wait_for_position = fields.number("wait_for_position", 0, UINT64_MAX);
  question.wait_max = std::chrono::milliseconds(fields.number("wait_ms_max", 5000, 30000));
  fields.finish();
  return question;
}

warehouse::HoldOrder hold_order_from(const Json& json) {
  warehouse::HoldOrder order;
  Fields fields(json, "hold", Errc::kMetadataInvalid);
  order.name = fields.required_text("name");
  order.reason = fields.required_text("reason");
  order.until = fields.date("until");
  fields.finish();
  return order;
}

warehouse::Date keep_until_from(const Json& json) {
  Fields fields(json, "retention", Errc::kMetadataInvalid);
  const auto day = fields.date("keep_until");
  if (!day) fields.refuse("keep_until", "is missing");
  fields.finish();
  return *day;
}

DestructionRequest destruction_request_from(const Json& json) {
  DestructionRequest request;
  Fields fields(json, "destruction", Errc::kMetadataInvalid);
  request.order.reason = fields.required_text("reason");
  request.order.approved_by = fields.required_text("approved_by");
  request.dry_run = fields.flag("dry_run", false);
  fields.finish();
  return request;
}

JobRequest job_request_from(const Json& json) {
  // A hundred years, and more bytes than any disk has.
  constexpr std::uint64_t kDaysMax = 36500;
  constexpr std::uint64_t kBytesMax = 1ULL << 60;
  Fields fields(json, "job", Errc::kJobInvalid);
  if (fields.required_text("kind") == "compact") {
    store::CompactionPolicy policy;
    policy.dry_run = fields.flag("dry_run", false);
    policy.ripen = fields.flag("ripen", false);
    policy.deep = fields.flag("deep", false);
    policy.dead_share = static_cast<double>(fields.number("threshold_percent", 20, 100)) / 100;
    policy.ripe_after_seconds =
        static_cast<std::int64_t>(fields.number("older_than_days", 0, kDaysMax) * 86400);
    policy.bytes_per_second = fields.number("bytes_per_second", 0, kBytesMax);
    policy.bytes_max = fields.number("bytes_max", 0, kBytesMax);
    policy.time_max = std::chrono::seconds(fields.number("seconds_max", 0, kDaysMax * 86400));
    fields.finish();
    return policy;
  }
  if (fields.text("kind") == "audit") return audit_order_from(json);
  if (fields.text("kind") != "check") fields.refuse("kind", "must be compact, check or audit");
  warehouse::CheckOrder order;
  order.read_data = fields.flag("read_data", false);
  order.parts = static_cast<std::uint32_t>(fields.number("parts", 1, warehouse::kCheckPartsMax));
  if (!fields.member("part").is_null()) {
    order.part = static_cast<std::uint32_t>(fields.number("part", 0, warehouse::kCheckPartsMax));
  }
  fields.finish();
  return order;
}

warehouse::Catalogue catalogue_from(std::string_view text) {
  const auto invalid = [](const std::string& where) -> warehouse::Error {
    return {Errc::kCatalogueInvalid,
            where + " is not JSON in UTF-8, is nested too deeply or repeats a key"};
  };
  warehouse::Catalogue catalogue;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return catalogue;
  if (text[first] == '[') {
    const auto array = parse_strictly(text);
    if (!array) throw invalid("the catalogue");
    std::size_t record = 0;
    for (const Json& each : *array) {
      add_record(catalogue, each, "record " + std::to_string(++record));
    }
    return catalogue;
  }
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view each = text.substr(begin, end - begin);
    begin = end + 1;
    ++line;
    if (each.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = "line " + std::to_string(line);
    const auto json = parse_strictly(each);
    if (!json) throw invalid(where);
    add_record(catalogue, *json, where);
  }
  return catalogue;
}

}  // namespace kho::api

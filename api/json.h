// api/json.h - The shapes of the interface: JSON to values and back.
//
// What comes in is strict: an unknown field, a wrong type or an impossible date is refused with the
// field's name, for a misspelt "validity" must not turn into an unknown one. Times are RFC 3339 in
// UTC, dates YYYY-MM-DD.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "warehouse/warehouse.h"

namespace kho::api {

using Json = nlohmann::json;

// One line of UTF-8; bytes that are not UTF-8 (a file name from outside) become U+FFFD.
[[nodiscard]] std::string dump(const Json& json);

// Deeper than anything that comes in; a bound for the stack.
inline constexpr int kJsonDepthMax = 32;

// nullopt for what is not JSON in UTF-8, is nested deeper than kJsonDepthMax, or repeats a key in
// an object (of two owners, which one is meant?).
[[nodiscard]] std::optional<Json> parse_strictly(std::string_view text);

// The same. Throws Problem 400 json_invalid.
[[nodiscard]] Json parse_json(std::string_view text);

// The metadata of a deposit: owner, owner_name and the facts. Throws warehouse::Error
// kMetadataInvalid.
[[nodiscard]] warehouse::Deposit deposit_from(const Json& json);
[[nodiscard]] warehouse::ReuseQuestion reuse_question_from(const Json& json);
[[nodiscard]] warehouse::SearchQuestion search_question_from(const Json& json);

// Throw warehouse::Error kMetadataInvalid.
[[nodiscard]] warehouse::HoldOrder hold_order_from(const Json& json);
[[nodiscard]] warehouse::Date keep_until_from(const Json& json);
struct DestructionRequest {
  warehouse::DestructionOrder order;
  bool dry_run = false;
};
[[nodiscard]] DestructionRequest destruction_request_from(const Json& json);
// Throws warehouse::Error kJobInvalid.
using JobRequest =
    std::variant<store::CompactionPolicy, warehouse::CheckOrder, warehouse::AuditOrder>;
[[nodiscard]] JobRequest job_request_from(const Json& json);

// JSON Lines or one JSON array (docs/catalogue.md). Throws warehouse::Error kCatalogueInvalid,
// naming the line.
[[nodiscard]] warehouse::Catalogue catalogue_from(std::string_view text);

[[nodiscard]] Json to_json(const warehouse::ComponentView& view);
[[nodiscard]] Json to_json(const warehouse::Deposited& deposited);
[[nodiscard]] Json to_json(const warehouse::ReuseAnswer& answer);
[[nodiscard]] Json to_json(const warehouse::SearchAnswer& answer);
[[nodiscard]] Json to_json(const warehouse::ImportCounts& counts);
[[nodiscard]] Json to_json(const warehouse::Status& status);
[[nodiscard]] Json to_json(const warehouse::Destruction& destruction);
[[nodiscard]] Json to_json(const warehouse::Statistics& statistics);
[[nodiscard]] Json to_json(const warehouse::Job& job);
[[nodiscard]] Json to_json(const store::RebuildReport& report);

}  // namespace kho::api

// api/json_owners.h - Owners and authorisations in JSON. Strict, as api/json.h.
#pragma once

#include <string>

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// All throw warehouse::Error kMetadataInvalid, the first kQueryInvalid.
struct OwnerEntering {
  std::string owner;
  std::string name;  // May be empty.
};
[[nodiscard]] OwnerEntering owner_entering_from(const Json& json);
[[nodiscard]] warehouse::OwnerQuestion owner_question_from(const Json& json);
[[nodiscard]] warehouse::AliasOrder alias_order_from(const Json& json);
struct AliasRemoval {
  std::string key;
  std::string by;
};
[[nodiscard]] AliasRemoval alias_removal_from(const Json& json);
[[nodiscard]] warehouse::MergeOrder merge_order_from(const Json& json);
// Why something is undone, and who undoes it.
struct Undoing {
  std::string reason;
  std::string by;
};
[[nodiscard]] Undoing undoing_from(const Json& json);
[[nodiscard]] warehouse::AuthorisationOrder authorisation_order_from(const Json& json);
// Sex and year of birth, of a question or a deposit.
class Fields;
[[nodiscard]] warehouse::Declared declared_from(Fields& fields, const std::string& sex,
                                                const std::string& birth_year);

[[nodiscard]] Json to_json(const warehouse::OwnerView& owner);
[[nodiscard]] Json to_json(const warehouse::OwnerAnswer& answer);
[[nodiscard]] Json to_json(const warehouse::Authorisation& authorisation);

}  // namespace kho::api

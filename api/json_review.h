// api/json_review.h - What is decided on a component, as JSON.
#pragma once

#include <string>

#include "api/json.h"
#include "warehouse/review.h"

namespace kho::api {

// All throw warehouse::Error kMetadataInvalid. `by` may be empty: the request's headers tell.
[[nodiscard]] warehouse::ReviewOrder review_order_from(const Json& json,
                                                       warehouse::ReviewState decision);
[[nodiscard]] warehouse::RevocationOrder revocation_order_from(const Json& json);
struct SupersessionOrder {
  warehouse::Uuid later;
  std::string by;
};
[[nodiscard]] SupersessionOrder supersession_order_from(const Json& json);

}  // namespace kho::api

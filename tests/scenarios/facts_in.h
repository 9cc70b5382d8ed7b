// tests/scenarios/facts_in.h - Papers and catalogues as scenarios write them. Immutable functions.
//
// Errors: std::invalid_argument, naming the member.
#pragma once

#include "tests/scenarios/fields.h"

namespace kho::scenarios {

// What the step says of a paper, over what is known of it.
[[nodiscard]] warehouse::Facts facts_in(Fields& fields, warehouse::Facts facts);
[[nodiscard]] warehouse::Signature signature_in(Fields& fields, warehouse::Signature otherwise);

[[nodiscard]] warehouse::Catalogue catalogue_in(const Json& json);

}  // namespace kho::scenarios

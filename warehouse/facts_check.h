// warehouse/facts_check.h - What must hold of the facts in a deposit. Immutable functions.
#pragma once

#include "warehouse/component.h"
#include "warehouse/error.h"

namespace kho::warehouse {

// Brings codes and texts (NFC, valid UTF-8) into normal form in place. Throws Error
// kMetadataInvalid, naming the field.
void check_facts(Facts& facts);

// What is odd about facts that hold: issued_in_future, expired_already, validity_unknown.
[[nodiscard]] Warnings facts_warnings(const Facts& facts, Date today);

}  // namespace kho::warehouse

// warehouse/facts_check.h - What must hold of the facts in a deposit. Immutable functions.
#pragma once

#include "warehouse/component.h"
#include "warehouse/error.h"

namespace kho::warehouse {

// `text` in NFC and valid UTF-8, line breaks and tabs as blanks. Throws Error kMetadataInvalid,
// naming `field`, for other control characters and for more than `bytes_max` bytes.
[[nodiscard]] std::string normal_text(const char* field, const std::string& text,
                                      std::size_t bytes_max);

// Brings codes and texts (NFC, valid UTF-8) into normal form in place. Throws Error
// kMetadataInvalid, naming the field.
void check_facts(Facts& facts);

// What is odd about facts that hold: issued_in_future, expired_already, validity_unknown.
[[nodiscard]] Warnings facts_warnings(const Facts& facts, Date today);

}  // namespace kho::warehouse

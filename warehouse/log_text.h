// warehouse/log_text.h - What officers type into the change log: reasons, names, grounds.
//
// The log is kept for good and shown to many, so what is typed must not carry into it the numbers
// that a destruction takes away. Immutable functions. Errors: Error kMetadataInvalid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "warehouse/error.h"

namespace kho::warehouse {

inline constexpr std::size_t kLogTextCharactersMax = 500;

// Whether `text` holds twelve digits (blanks, dots and hyphens between them apart), or the number
// of one of these keys (in normal form; not of agencies) that has six characters or more.
[[nodiscard]] bool holds_personal_number(std::string_view text,
                                         const std::vector<std::string>& owner_keys = {});

// `text` in normal form. Throws for an empty one, one of more than kLogTextCharactersMax
// characters, and one that holds a personal number: keys_around() (warehouse/owners.h) has those of
// an owner.
[[nodiscard]] std::string log_text(const char* field, const std::string& text,
                                   const std::vector<std::string>& owner_keys = {});

// The same for a name of something that the warehouse is set up with: of no owner, and of at most
// `characters_max` characters. Throws for a longer one with `code`.
[[nodiscard]] std::string short_log_text(const char* field, const std::string& text,
                                         std::size_t characters_max, Errc code);

}  // namespace kho::warehouse

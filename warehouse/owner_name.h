// warehouse/owner_name.h - When two spellings are one name, and the names that an owner is known
// by.
//
// Immutable functions.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/owner.h"

namespace kho::warehouse {

// Whether the two differ at most in Unicode form, case, the placement of tones (hoà, hòa), the
// look-alikes of Đ and blanks. Diacritics count: "Hoa" is not "Hoà".
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

// What a name given for an owner came to.
enum class NameNoted {
  kNothing,  // None was given, or it is known.
  kFirst,    // The owner had none: it is the owner's name now.
  kOther,    // Kept beside the owner's name.
  kTooMany,  // Not kept: kOwnerNamesMax others are.
};
// Enters `name` (normal form) into `owner`, as seen with `component`.
NameNoted note_name(Owner& owner, const std::string& name, const Uuid& component,
                    std::int64_t now_ms);

}  // namespace kho::warehouse

// warehouse/owner_codec.h - Records of owners to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/authorisation.h"
#include "warehouse/owner.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Owner& owner);
[[nodiscard]] std::string encode(const Alias& alias);
[[nodiscard]] std::string encode(const Merge& merge);
[[nodiscard]] std::string encode(const Authorisation& authorisation);

[[nodiscard]] Owner decode_owner(std::string_view bytes);
[[nodiscard]] Alias decode_alias(std::string_view bytes);
[[nodiscard]] Merge decode_merge(std::string_view bytes);
[[nodiscard]] Authorisation decode_authorisation(std::string_view bytes);

}  // namespace kho::warehouse

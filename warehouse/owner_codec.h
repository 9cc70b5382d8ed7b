// warehouse/owner_codec.h - Records of owners to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/owner.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Owner& owner);
[[nodiscard]] Owner decode_owner(std::string_view bytes);

}  // namespace kho::warehouse

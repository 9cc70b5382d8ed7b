// warehouse/catalogue_codec.h - Records of the catalogue to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/catalogue.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Agency& agency);
[[nodiscard]] std::string encode(const ComponentType& type);
[[nodiscard]] std::string encode(const Procedure& procedure);
[[nodiscard]] Agency decode_agency(std::string_view bytes);
[[nodiscard]] ComponentType decode_component_type(std::string_view bytes);
[[nodiscard]] Procedure decode_procedure(std::string_view bytes);

}  // namespace kho::warehouse

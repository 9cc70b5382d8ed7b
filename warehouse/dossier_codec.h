// warehouse/dossier_codec.h - Records of dossiers to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/dossier.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Dossier& dossier);
[[nodiscard]] Dossier decode_dossier(std::string_view bytes);

}  // namespace kho::warehouse

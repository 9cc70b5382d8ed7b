// warehouse/tally_codec.h - Records of the indicators to bytes and back: see record_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/tally.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const TallyMark& mark);
[[nodiscard]] std::string encode(const Counters& counters);
[[nodiscard]] TallyMark decode_tally_mark(std::string_view bytes);
[[nodiscard]] Counters decode_counters(std::string_view bytes);

}  // namespace kho::warehouse

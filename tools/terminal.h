// tools/terminal.h - What may be shown on a terminal and nowhere else.
//
// Functions without state.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace kho::tools {

enum class Colour { kRed = 31, kGreen = 32, kYellow = 33 };

// `text`, coloured where `stream` is a terminal that can do so and NO_COLOR (no-color.org) is not
// set.
[[nodiscard]] std::string coloured(std::FILE* stream, Colour colour, std::string_view text);

}  // namespace kho::tools

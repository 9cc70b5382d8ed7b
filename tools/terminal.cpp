#include "tools/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace kho::tools {
namespace {

bool takes_colours(std::FILE* stream) {
  const char* forbidden = std::getenv("NO_COLOR");
  if (forbidden != nullptr && *forbidden != '\0') return false;
  const char* kind = std::getenv("TERM");
  return kind != nullptr && std::string_view(kind) != "dumb" && ::isatty(::fileno(stream)) == 1;
}

}  // namespace

std::string coloured(std::FILE* stream, Colour colour, std::string_view text) {
  if (!takes_colours(stream)) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", static_cast<int>(colour), text);
}

}  // namespace kho::tools

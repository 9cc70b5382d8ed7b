#include "tools/import/bag_info.h"

#include <algorithm>

#include "tools/command_error.h"

namespace kho::tools {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

BagInfo bag_info_from(std::string_view text) {
  BagInfo info;
  for (std::size_t begin = 0; begin < text.size();) {
    // LF, CR and CRLF all end a line.
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (trimmed(line).empty()) continue;
    if (kBlanks.find(line.front()) != std::string_view::npos && !info.empty()) {
      info.back().value += ' ';
      info.back().value += trimmed(line);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      throw CommandError(kRefused, "bag_invalid", "a tag file has a line without a label");
    }
    BagInfoField field{std::string(trimmed(line.substr(0, colon))),
                       std::string(trimmed(line.substr(colon + 1)))};
    for (char& c : field.label) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    info.push_back(std::move(field));
  }
  return info;
}

}  // namespace kho::tools

// tools/import/bag_info.h - The labelled values of bagit.txt and bag-info.txt (RFC 8493, 2.2.2).
//
// Immutable functions. Errors: CommandError bag_invalid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kho::tools {

struct BagInfoField {
  std::string label;  // In lower case: labels are told apart without regard to it.
  std::string value;  // Continuation lines joined by one blank.
};
using BagInfo = std::vector<BagInfoField>;

// "Label: value" a line; a line that begins with a blank continues the one before.
[[nodiscard]] BagInfo bag_info_from(std::string_view text);

}  // namespace kho::tools

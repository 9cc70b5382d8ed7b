// tools/tthc/item_name.h - The name of a paper without what the portal hangs on to it.
//
// Enumerators in front, the names of attached templates glued on behind, a torn sentence's last
// stroke. Type codes are made from these names, so what is done here must stay as it is. Immutable
// functions.
#pragma once

#include <string>

#include "tools/tthc/text.h"

namespace kho::tthc {

// `tidied` without all that.
[[nodiscard]] Text clean_name(TextView tidied);
[[nodiscard]] bool ends_with_file(TextView text);

// A procedure's name or field: tidied, and without the full stop that some end in.
[[nodiscard]] std::string title(const std::string& raw);

}  // namespace kho::tthc

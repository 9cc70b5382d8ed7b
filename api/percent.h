// api/percent.h - Percent-encoding of texts (RFC 3986, 2.1). Immutable functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kho::api {

// All but the unreserved characters is encoded.
[[nodiscard]] std::string percent_encoded(std::string_view text);

// nullopt where an escape is broken, or a character stands there that a path segment (RFC 3986,
// 3.3) does not have or that is a comma.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view encoded);

}  // namespace kho::api

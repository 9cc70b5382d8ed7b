// api/request_head.h - The head of a request, from Poco's to ours.
//
// Anything that two readers could understand differently is refused. Functions; thread-safe.
#pragma once

#include <cstdint>

#include "api/http.h"

namespace Poco::Net {
class HTTPRequest;
}

namespace kho::api {

inline constexpr std::size_t kUriBytesMax = 8192;

// Everything but the body, and how the request came. Throws Problem 414 uri_too_long, 400
// request_invalid.
[[nodiscard]] Request request_head(const Poco::Net::HTTPRequest& in);
// The length of the body (RFC 9112, 6.3). Throws Problem 411 length_required, 400 request_invalid.
[[nodiscard]] std::uint64_t body_length(const Poco::Net::HTTPRequest& in);

}  // namespace kho::api

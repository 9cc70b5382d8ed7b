// api/purpose.h - Who asks, for which dossier and why: the headers that every request may carry.
//
//   Kho-Officer: nguyen.van.an       account of the officer or system
//   Kho-Dossier: H63.12-230601-0001  code of the dossier in hand
//   Kho-Purpose: ti%E1%BA%BFp%20nh%E1%BA%ADn
//   Kho-Break-Glass: true            to see what that dossier does not open; Kho-Purpose says why
//
// Each is percent-encoded UTF-8 (api/percent.h); a comma is encoded, too, for two headers of one
// name reach us as a list. Immutable functions.
#pragma once

#include <cstddef>
#include <optional>

#include "api/http.h"
#include "warehouse/access.h"
#include "warehouse/token.h"

namespace kho::api {

// 500 characters of up to four bytes, each encoded as three.
inline constexpr std::size_t kPurposeHeaderBytesMax = 6000;

// Headers that are absent are empty; whom a token let in is called by its name. Throws Problem 400
// header_invalid.
[[nodiscard]] warehouse::Purpose purpose_of(const Request& request,
                                            const std::optional<warehouse::Token>& token);

}  // namespace kho::api

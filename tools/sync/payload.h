// tools/sync/payload.h - A dossier in the shape in which partners take it (đồng bộ hồ sơ).
//
// Every attachment and every result that may be told is in it; the owner's identifiers, never those
// of whoever stood at the counter. Immutable functions.
#pragma once

#include <stdexcept>
#include <string>

#include "api/json.h"
#include "tools/sync/mapping.h"

namespace kho::tools {

// A text is longer than the partner takes: nothing is cut. The message names the field, not the
// text.
class WidthExceeded : public std::runtime_error {
 public:
  WidthExceeded(const std::string& field, std::size_t width)
      : std::runtime_error(field + " has more than " + std::to_string(width) + " characters") {}
};

// `dossier` is the answer of GET /v1/dossiers/{id}/sync. Throws WidthExceeded.
[[nodiscard]] api::Json payload_of(const api::Json& dossier, const Mapping& mapping);

// "yyyyMMddHHmmss" in Vietnam.
[[nodiscard]] std::string vietnam_time(std::int64_t ms);

}  // namespace kho::tools

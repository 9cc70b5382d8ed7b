// ingest/media_type.h - What kind of file some bytes are, by their first bytes alone.
//
// Compares magic numbers and parses nothing, so it is safe in any process. Immutable.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace kho::ingest {

// An IANA media type: application/pdf, image/jpeg, image/png, image/tiff, application/xml,
// application/json, application/zip, that of DOCX (docx_text.h), image/jxl, text/plain (valid UTF-8
// without control characters), or application/octet-stream. For PDF the header may stand anywhere
// in the first 1,024 bytes (ISO 32000-1, annex H).
[[nodiscard]] std::string_view sniff_media_type(std::span<const std::byte> file);

}  // namespace kho::ingest

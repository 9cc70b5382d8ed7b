// ingest/file_text.h - Which extractor takes which media type.
//
// For the extraction child, except has_text_extractor(). Thread-confined.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ingest/extractor.h"

namespace kho::ingest {

// Whether extract_text() does more than answer kUnsupported. Safe in any process.
[[nodiscard]] bool has_text_extractor(std::string_view media_type);

// Loads what extractors look up on first use. Call once before close_sandbox().
void prepare_text_extractors();

// The text of `file`, of type sniff_media_type(file), within limits.pages and limits.text_bytes.
// Text, XML and JSON are one page, as they stand; kBroken where they are not UTF-8 throughout.
[[nodiscard]] Extraction extract_text(std::span<const std::byte> file, const Limits& limits);

}  // namespace kho::ingest

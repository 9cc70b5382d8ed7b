// ingest/inspection.h - What a file holds, as it stands: its text, its pages, its signatures.
//
// For the extraction child. Which media type has which reader is decided here. Thread-confined.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ingest/extraction.h"
#include "ingest/signature/trust_anchors.h"
#include "ingest/task.h"

namespace kho::ingest {

// Whether inspect() does more than answer kUnsupported. Safe in any process.
[[nodiscard]] bool has_extractor(std::string_view media_type);
// Whether it is made of pages that can be looked at: recognised, or shown. Safe in any process.
[[nodiscard]] bool has_pages(std::string_view media_type);

// Loads what libraries look up on first use. Call once before close_sandbox().
void prepare_inspection();

// `file`, of type sniff_media_type(file), within task.pages_max and task.text_bytes. Text, XML and
// JSON are one page, as they stand; kBroken where they are not UTF-8 throughout. An image has pages
// and no text. Of the first page of a PDF or image the pixels are looked at, too.
[[nodiscard]] Extraction inspect(std::span<const std::byte> file, const TrustAnchors& anchors,
                                 const Task& task);

}  // namespace kho::ingest

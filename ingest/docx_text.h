// ingest/docx_text.h - The text of a Word document (ECMA-376, part 1), by libzip and pugixml.
//
// For the extraction child only. Thread-confined.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ingest/extraction.h"
#include "ingest/task.h"

namespace kho::ingest {

inline constexpr std::string_view kDocxMediaType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// The body's paragraphs, one a line; deleted text, headers, notes and comments are left out. Pages
// are those of the program that saved it last, or one. Outcome kText, kNoText, or kFailed with
// kBroken, kEncrypted, kTooManyPages, or kMemory where the body unpacks to more than
// kDocxBodyBytesMax.
[[nodiscard]] Extraction extract_docx_text(std::span<const std::byte> file, const Task& task);
inline constexpr std::size_t kDocxBodyBytesMax = 64 << 20;

}  // namespace kho::ingest

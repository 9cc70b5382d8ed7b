// ingest/pdf_text.h - The text layer of a PDF, page by page, by Poppler.
//
// For the extraction child only: Poppler is not to meet a file from outside in any process that
// has something to lose. Thread-confined.
#pragma once

#include <cstddef>
#include <span>

#include "ingest/extraction.h"
#include "ingest/task.h"

namespace kho::ingest {

// Silences Poppler and loads what it looks up on first use. Call once before close_sandbox().
void prepare_pdf_text();

// The text of `file`, in the order of its content streams; a page without text is an empty
// string. With the place of each word, and its page's findings. Keeps to task.pages_max and
// task.text_bytes: text beyond is dropped, the last page cut between two characters. Outcome kText,
// kNoText, or kFailed with kBroken, kEncrypted or kTooManyPages. Memory and time are the sandbox's
// to limit.
[[nodiscard]] Extraction extract_pdf_text(std::span<const std::byte> file, const Task& task);

}  // namespace kho::ingest

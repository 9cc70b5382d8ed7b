// ingest/recognition.h - The text of some pages by OCR.
//
// For the extraction child. Thread-confined.
#pragma once

#include <cstddef>
#include <span>

#include "ingest/extraction.h"
#include "ingest/ocr/ocr_engine.h"
#include "ingest/task.h"

namespace kho::ingest {

// Pages task.first_page and following, task.page_count of them, as an extraction that has only
// these: text, places of words, and what their pixels tell. kFailed where the file cannot be
// opened; a page that cannot be read has its failure. `engine` may be null: kNoModel.
[[nodiscard]] Extraction recognise(std::span<const std::byte> file, OcrEngine* engine,
                                   const Task& task);

}  // namespace kho::ingest

// ingest/text/text_quality.h - Whether the text layer of a page can be used, or must be read anew.
//
// Pure function of any bytes; linear, of at most the first 200,000. Errors: std::bad_alloc.
#pragma once

#include <string_view>

namespace kho::ingest {

enum class TextQuality {
  kGood,
  kBroken,  // Garbage: a font without its Unicode, or bad OCR behind the picture. Read anew.
  kLegacyEncoding,  // TCVN3 or VNI: whole, and to be repaired rather than read anew.
  kAbsent,          // None, or the few words of a stamp on a page that is a picture. Read anew.
};

// `text` is that of one page, in UTF-8. `coverage` is the part of the page that images cover, 0..1
// (PdfScan). Texts of other languages are good as long as their words look like words; a text with
// too few words to judge is good.
[[nodiscard]] TextQuality judge_text_layer(std::string_view text, double coverage);

}  // namespace kho::ingest

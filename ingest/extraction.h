// ingest/extraction.h - What was found in one file.
//
// Plain values. As bytes: extraction_codec.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/facts/facts.h"
#include "ingest/image/page_facts.h"
#include "ingest/image/page_hash.h"
#include "ingest/image/qr_code.h"
#include "ingest/signature/pdf_signature.h"
#include "ingest/text/text_quality.h"

namespace kho::ingest {

// The numbers of Outcome, Failure and TextSource are stored (docs/format/extraction.md): only ever
// append.
enum class Outcome {
  kText,         // At least one page with text; a signed scan may have the stamp's few words only.
  kNoText,       // Opens, but no text was found.
  kUnsupported,  // No extractor for this media type.
  kFailed,       // See `failure`.
};

// Why an extraction failed. The names are stable: they are stored and shown.
enum class Failure {
  kNone,
  kBroken,         // "broken": the parser cannot open it.
  kEncrypted,      // "encrypted": needs a password.
  kTooManyPages,   // "too_many_pages"
  kTimeout,        // "timeout": wall or CPU limit.
  kMemory,         // "memory": address-space limit, or the kernel out of memory.
  kCrashed,        // "crashed": the child died or broke the sandbox rules.
  kBadReply,       // "bad_reply": what the child sent did not pass the check.
  kTooManyPixels,  // "too_many_pixels": a page larger than is ever decoded.
  kNoModel,        // "no_ocr_model": the machine has no models to recognise text with.
  kNoSuchPage,     // "no_such_page": of a picture of a page only.
};
inline constexpr Failure kLastFailure = Failure::kNoSuchPage;
[[nodiscard]] const char* failure_name(Failure failure);

// Where the text of a page comes from.
enum class TextSource {
  kNone,        // It has none.
  kLayer,       // The file's own.
  kRecognised,  // OCR.
};
[[nodiscard]] const char* text_source_name(TextSource source);

// A word of a page's text and its place: in 1/1000 of the page's width and height, as it is shown.
struct PageWord {
  std::uint32_t offset = 0;  // Bytes of the page's text.
  std::uint16_t length = 0;
  std::uint16_t left = 0;
  std::uint16_t top = 0;
  std::uint16_t right = 0;
  std::uint16_t bottom = 0;
};
inline constexpr std::size_t kPageWordsMax = 20'000;  // Beyond, words have no place.

struct PageFindings {
  TextSource source = TextSource::kNone;
  TextQuality layer = TextQuality::kAbsent;  // Of the file's own text.
  double scan_dpi = 0;                       // Of the image that covers the page; 0: none does.
  std::optional<PageFacts> facts;            // Where its pixels were looked at.
  std::optional<PageHash> hash;              // Likewise, and it is not blank.
  std::vector<QrCode> qr_codes;              // Likewise; at most kPageQrCodesMax.
  std::uint32_t confidence = 0;              // Of recognised text, in percent.
  Failure failure = Failure::kNone;          // Why it was not recognised though it should be.
  std::vector<PageWord> words;               // In the order of the text; at most kPageWordsMax.
};
inline constexpr std::uint8_t kPageQrCodesMax = 4;

struct Extraction {
  Outcome outcome = Outcome::kFailed;
  Failure failure = Failure::kNone;
  std::string media_type;          // Found from the content, e.g. "application/pdf".
  std::uint32_t page_count = 0;    // 0 where it could not be opened; plain text is 1 page.
  std::vector<std::string> pages;  // UTF-8 as found, not normalised; only with kText, and then at
                                   // most `page_count`: fewer where Limits::text_bytes was reached.
  std::vector<PageFindings> page_findings =
      {};                         // Of the first pages; empty where nothing is known.
  std::uint32_t pdf_version = 0;  // 17 for PDF 1.7; 0: no PDF.
  Facts facts = {};
  std::optional<PdfSignatures> signatures = {};  // Of a PDF.
  bool has_trust_anchors = false;                // With which they were verified.
};

}  // namespace kho::ingest

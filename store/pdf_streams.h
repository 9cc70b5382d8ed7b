// store/pdf_streams.h - Where the streams of a PDF lie (ISO 32000-1, 7.3.8).
//
// Found by their keywords, not by the cross-reference table, so that broken files and increments
// are cut like whole ones. Any bytes are accepted; time is linear in their number. Immutable
// functions.
#pragma once

#include <cstdint>
#include <vector>

#include "store/bytes.h"
#include "store/split_plan.h"

namespace kho::store {

struct PdfStream {
  Slice data;  // Between the end of line behind `stream` and the one before `endstream`.
  MediaHint hint;
};

struct PdfBody {
  std::vector<PdfStream> streams;  // Those of at least the length asked for, in order.
  bool has_streams = false;        // Of any length.
  bool is_encrypted = false;       // A trailer says /Encrypt; `streams` are then not complete.
};

// Whether "%PDF-" stands within the first 1,024 bytes (ISO 32000-1, annex H, note 13).
[[nodiscard]] bool is_pdf(ByteView file);

// The streams that begin behind `from`. `length_min` is 1 or more.
[[nodiscard]] PdfBody find_pdf_streams(ByteView file, std::uint64_t from, std::uint64_t length_min);

}  // namespace kho::store

// ingest/findings_codec.h - What was found in a file beside its text, as bytes.
//
// Protocol Buffers of ingest/findings.proto, inside the extraction record (extraction_codec.h).
// Trusts nothing: what is not whole, sensible and in the one form that encode_findings() gives is
// refused. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ingest/extraction.h"

namespace kho::ingest {

inline constexpr std::size_t kFindingsBytesMax = 32 << 20;

// Empty where there are none. What makes it larger than kFindingsBytesMax, the places of the words
// of later pages, is left out.
[[nodiscard]] std::string encode_findings(const Extraction& extraction);

// Puts them into `extraction`, whose other fields are complete. False: they are none, or not about
// this text.
[[nodiscard]] bool decode_findings(std::string_view bytes, Extraction& extraction);

}  // namespace kho::ingest

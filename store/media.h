// store/media.h - What the bytes of a chunk are, as far as its place in a file tells.
//
// A hint, not a promise: it is read from the file that the chunk came from, and a codec that acts
// on it must verify what it made. Immutable values.
#pragma once

#include <cstdint>

namespace kho::store {

// Numbers are on disk: docs/format/splitting.md.
enum class Media : std::uint8_t {
  kUnknown = 0,
  kJpeg = 1,      // A whole JPEG file (ISO/IEC 10918-1), as in a PDF's DCTDecode stream.
  kFaxG4 = 2,     // ITU-T T.6 without a header, as in a PDF's CCITTFaxDecode stream with K < 0.
  kDeflate = 3,   // A whole zlib stream (RFC 1950), as in a PDF's FlateDecode stream.
  kSkeleton = 4,  // What is left of a PDF without its large streams: objects, cross-references.
  kText = 5,      // Text, XML or JSON, or a piece of it.
};

struct MediaHint {
  Media media = Media::kUnknown;
  std::uint32_t parameter = 0;  // kFaxG4: below. 0 for all others.

  friend bool operator==(const MediaHint&, const MediaHint&) = default;
};

// The parameter of kFaxG4: bits 0..23 are the columns of a row, 1 or more.
inline constexpr std::uint32_t kFaxColumnsMax = (1U << 24) - 1;
// Bit 31: rows begin at bytes (EncodedByteAlign).
inline constexpr std::uint32_t kFaxByteAlign = 1U << 31;

}  // namespace kho::store

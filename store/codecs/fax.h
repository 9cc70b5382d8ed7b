// store/codecs/fax.h - Group 4 fax streams (ITU-T T.6) packed to about half.
//
// A stream is read to its image, which is coded with the bilevel model; a canonical writer makes
// the stream again from the image and from small corrections where its encoder differed.
// Bytes: docs/format/fax.md. Immutable functions.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"
#include "store/media.h"

namespace kho::store {

// `parameter`: the columns (PDF's Columns) in bits 0..23, kFaxByteAlign for EncodedByteAlign.
// nullopt where the stream is not rebuilt exactly, where packing would save less than 1/32, or
// where the image is out of bounds (docs/format/fax.md). Whether the polarity is black on white
// (BlackIs1) does not matter. Memory: the image at one bit a pixel, 16 MB, and the stream twice.
[[nodiscard]] std::optional<Bytes> pack_fax(ByteView raw, std::uint32_t parameter);

// Exactly `raw_length` bytes. Throws Error kCorrupt where `packed` does not give them; damage that
// still gives as many bytes is the caller's checksum to find.
[[nodiscard]] Bytes unpack_fax(ByteView packed, std::uint64_t raw_length);

}  // namespace kho::store

// store/codecs/bilevel.h - Uncompressed bilevel images packed with the bilevel model.
//
// For the one-bit images that PDFs hold behind FlateDecode without a predictor. Bytes:
// docs/format/bilevel.md. Immutable functions.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"

namespace kho::store {

// `rows`: whole rows of (columns + 7) / 8 bytes, the leftmost pixel in the highest bit, of either
// polarity; what the bits behind the last pixel are does not matter. nullopt where `rows` is empty
// or ends inside of a row, where the image does not fit (store/codecs/bilevel_model.h), or where
// packing would save less than 1/32 of the rows. Time and memory: those of the model.
[[nodiscard]] std::optional<Bytes> pack_bilevel(ByteView rows, std::uint32_t columns);

// Exactly `raw_length` bytes. Throws Error kCorrupt where `packed` does not give them.
[[nodiscard]] Bytes unpack_bilevel(ByteView packed, std::uint64_t raw_length);

}  // namespace kho::store

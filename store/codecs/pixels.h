// store/codecs/pixels.h - Pictures of few colours, row by row, as their neighbours predict them.
//
// Scans that a program has reduced to black and white, to some greys or to a palette and then put
// into a PDF uncoded, at 1 bit, 1 or 3 bytes a pixel. Nobody says how wide they are: that is found
// out. Each pixel is coded with a range coder in the context of pixels to the left and above, as
// JBIG2 (ITU-T T.88, 6.2) does it for two colours. Payload: docs/format/codecs.md.
//
// Private to store/codecs. Memory: seven bytes a pixel at most. 20 to 40 million pixels a second,
// both ways. Immutable functions. Errors: Error.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"

namespace kho::store {

inline constexpr std::size_t kPicturePixelsMax = 40'000'000;

// nullopt where `raw` does not look like such a picture or would get no smaller.
[[nodiscard]] std::optional<Bytes> pack_pixels(ByteView raw);

// What pack_pixels() was given, `raw_length` bytes. Throws kCorrupt.
[[nodiscard]] Bytes unpack_pixels(ByteView packed, std::uint64_t raw_length);

}  // namespace kho::store

// store/codecs/jpeg_xl.h - JPEG files (ITU-T T.81) rewritten losslessly as JPEG XL.
//
// The same coefficients, better coded, and what is needed to put the very file together again
// (ISO/IEC 18181-2, jbrd box). Payload: docs/format/codecs.md. One thread. About 6 MB of JPEG a
// second in, 15 MB out; memory below kJpegMemoryMax both ways.
//
// Caveat: libjxl writes to stderr about bytes that it does not like. A limit on its memory could
// not be enforced by a memory manager (its buffers do not go through it, and it aborts when they
// cannot be had): so dimensions are bounded, before libjxl sees anything.
//
// Immutable functions. Errors: Error.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"

namespace kho::store {

// Larger ones are left as they are: an A4 page of 600 dpi has 34.8 million pixels.
inline constexpr std::uint64_t kJpegPixelsMax = 36'000'000;
inline constexpr std::size_t kJpegBytesMax = 64 << 20;
inline constexpr std::size_t kJpegMemoryMax = std::size_t{1} << 30;  // Measured: 0.77 GB at most.

// `jpeg` and whatever follows its end; nullopt where it is no whole JPEG, exceeds the bounds above,
// is of a kind that libjxl does not take (four colours, arithmetic coding), or gets no smaller.
// Not every result can be unpacked (libjxl 0.7 and restart markers): try before relying on it.
[[nodiscard]] std::optional<Bytes> pack_jpeg(ByteView jpeg);

// What pack_jpeg() was given, `raw_length` bytes. Throws kCorrupt.
[[nodiscard]] Bytes unpack_jpeg(ByteView packed, std::uint64_t raw_length);

}  // namespace kho::store
